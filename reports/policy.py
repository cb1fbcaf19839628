"""Names that the database knows things of this room by."""

# How everybody stands with each requirement, as a figure about groups; its parts are the requirements' codes
# (`releases.domain.figures.register`).
GAP_FIGURE = "reports.gap"
