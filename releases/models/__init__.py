from .episode import Alias, Episode
from .group import Group, GroupPlace
from .release import Release, ReleasedTable

__all__ = ["Alias", "Episode", "Group", "GroupPlace", "Release", "ReleasedTable"]
