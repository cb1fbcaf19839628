"""Who may read what in this room, beside the managers that `accounts.rules` knows."""

from accounts.rules import is_coordinator, is_manager

# Figures of people whom one does not lead: released tables, and nothing else.
reads_released = is_manager | is_coordinator
