# -*- coding: utf-8 -*-
# Generated from scopes.yaml by `telescopic generate --lang python`. Do not edit: change the catalog and run the command again.
# source-sha256: 0000e3e7cb170f22f24a1d6a45218c75239383055973a27aa6c1059170c3e834
# format: 1

"""The names of the telemetry catalog, and what belongs to each."""

import enum as _enum
import types as _types
import typing as _t


class Scope(str, _enum.Enum):
    """Every scope of the catalog. A member is the text of its name."""

    __str__ = str.__str__

    #: A tool was called.
    #: (event)
    WORKER_CALL = "worker.call"
    #: There was nothing to do.
    #: (event)
    WORKER_IDLE = "worker.idle"


class Outcome(str, _enum.Enum):
    """How it ended."""

    __str__ = str.__str__

    DONE = "done"
    GAVE_UP = "gave_up"


_WorkerCallMetadataRequired = _t.TypedDict(
    "_WorkerCallMetadataRequired",
    {
        "tool": str,
    },
)
_WorkerCallMetadataOptional = _t.TypedDict(
    "_WorkerCallMetadataOptional",
    {
        "outcome": _t.Union[Outcome, _t.Literal["done", "gave_up"]],
    },
    total=False,
)


class WorkerCallMetadata(_WorkerCallMetadataRequired, _WorkerCallMetadataOptional):
    """Metadata of worker.call."""


_WorkerCallMeasurementsRequired = _t.TypedDict(
    "_WorkerCallMeasurementsRequired",
    {
        "bytes": int,
        "duration_ms": int,
    },
)


class WorkerCallMeasurements(_WorkerCallMeasurementsRequired):
    """Measurements of worker.call."""


_WorkerIdleMeasurementsRequired = _t.TypedDict(
    "_WorkerIdleMeasurementsRequired",
    {
        "duration_ms": int,
    },
)


class WorkerIdleMeasurements(_WorkerIdleMeasurementsRequired):
    """Measurements of worker.idle."""


KINDS: _t.Mapping[str, str] = _types.MappingProxyType(
    {
        "worker.call": "event",
        "worker.idle": "event",
    }
)

UNITS: _t.Mapping[str, str] = _types.MappingProxyType({})

METADATA: _t.Mapping[str, type] = _types.MappingProxyType(
    {
        "worker.call": WorkerCallMetadata,
    }
)

MEASUREMENTS: _t.Mapping[str, type] = _types.MappingProxyType(
    {
        "worker.call": WorkerCallMeasurements,
        "worker.idle": WorkerIdleMeasurements,
    }
)

DEPRECATED: _t.Mapping[str, _t.Optional[str]] = _types.MappingProxyType({})
