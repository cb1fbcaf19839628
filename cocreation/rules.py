"""Who may do what in the workshop, as named predicates."""

import rules

from accounts.rules import is_author, is_coordinator, is_in_workshop

rules.add_perm("cocreation.see_workshop", is_in_workshop)
rules.add_perm("cocreation.write_lesson", is_author | is_coordinator)
