import logging
import re

ADDRESS = re.compile(r"[^\s<>\"'(),;:]+@[^\s<>\"'(),;:]+")


class WithoutAddresses(logging.Filter):
    """Takes e-mail addresses out of log lines: also those that a library puts there when a mail fails."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = ADDRESS.sub("[e-mail]", record.getMessage())
        record.args = None
        return True
