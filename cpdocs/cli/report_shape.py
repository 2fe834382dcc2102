"""The base of every report's shape."""

from pydantic import BaseModel, ConfigDict


class Report(BaseModel):
    """The base of every part of a report: every field named here is there, and no other."""

    model_config = ConfigDict(frozen=True, extra="forbid")
