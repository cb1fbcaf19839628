"""How frameworks come in and go out: files to drafts, drafts to rows, rows to CASE."""
