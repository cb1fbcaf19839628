from .content import ContentVersion, H5PContent
from .delivery import Delivery
from .library import Library
from .statement import XAPIStatement
from .upload import Upload

__all__ = ["ContentVersion", "Delivery", "H5PContent", "Library", "Upload", "XAPIStatement"]
