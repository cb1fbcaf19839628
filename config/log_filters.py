import logging
import re

ADDRESS = re.compile(r"[^\s<>\"'(),;:]+@[^\s<>\"'(),;:]+")
# Links that open without signing in: whoever reads the log could use them.
KEY = re.compile(
    r"(/(?:praksis/se-med|kompetencer/delt|fire|h5p|recoveryskole/plads|aftaler"
    r"|cms/password_reset/confirm/[^/\s]+|konto/(?:password/reset/key|confirm-email))/)[^/\s]+"
)


class WithoutAddresses(logging.Filter):
    """Takes e-mail addresses and keys out of log lines: also what a library puts there when a mail fails."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = KEY.sub(r"\1[key]", ADDRESS.sub("[e-mail]", record.getMessage()))
        record.args = None
        return True
