"""onrecord: who said what would happen, exactly where."""

from onrecord.document import Document
from onrecord.errors import OnrecordError

__version__ = "0.1.0"
__all__ = ["Document", "OnrecordError", "__version__"]
