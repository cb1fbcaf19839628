from .pages import SchoolIndexPage, WorkshopPage, WorkshopSession

__all__ = ["SchoolIndexPage", "WorkshopPage", "WorkshopSession"]
