"""Files that people sent, as they lie on the disk; a recording that is heard is written down."""

from pathlib import Path

from bot.console.desk import Desk, FileAt
from bot.console.faults import NotHere
from models.audit import Access, note_access
from models.case import Attachment
from models.recording import note_listened


def played(desk: Desk, found: Attachment) -> FileAt:
    """Serve a recording; who heard it is written down, and that it needs nobody else to hear it."""
    path = stored(desk, found)
    note_access(
        desk.session,
        desk.person,
        Access.RECORDING,
        desk.now,
        case_id=found.case_id,
        detail=f"recording {found.id}",
    )
    note_listened(desk.session, found.id)
    return FileAt(path)


def stored(desk: Desk, found: Attachment) -> Path:
    """Return where a file lies; raises `NotHere` for one that is gone, or outside the media folder."""
    folder = Path(desk.settings.media.folder).resolve()
    path = (folder / found.path).resolve()
    if not found.path or not path.is_relative_to(folder) or not path.is_file():
        raise NotHere
    return path
