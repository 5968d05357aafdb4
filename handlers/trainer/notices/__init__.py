"""Notices: a trainer writes to exactly the right people, sees who got it, stops it, sends it again (/thongbao)."""

from __future__ import annotations

from handlers.access import Action
from handlers.trainer.notices import choosing, ending, latest, listing, sending, writing
from handlers.trainer.notices.draft import AUDIENCE, COMMUNES, PREVIEW, PROVINCE, WHEN, WRITE
from handlers.turn import Conversation

NOTICES = Conversation(
    name="notices",
    action=Action.NOTIFY,
    commands={"thongbao": listing.home},
    words={"thong bao": listing.home, **latest.WORDS},
    choices={
        "notices": listing.home,
        "nnew": writing.begin,
        "nshow": listing.show,
        "nlist": listing.listed,
        "nstop": ending.ask_to_stop,
        "nresend": ending.ask_to_resend,
    },
    steps={
        WRITE: writing.written,
        AUDIENCE: choosing.chosen,
        PROVINCE: choosing.chosen,
        COMMUNES: choosing.chosen,
        PREVIEW: sending.previewed,
        WHEN: sending.timed,
        ending.STOP: ending.stopped,
        ending.RESEND: ending.resent,
    },
    files=frozenset({WRITE}),
)

__all__ = ["NOTICES"]
