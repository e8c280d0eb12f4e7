"""Says what a worker did, a line an event: the name, measurements and metadata, separated by tabs."""

from scopes import Outcome, Scope, WorkerCallMeasurements, WorkerCallMetadata


def emit(scope, measurements, metadata):
    pairs = [f"{key}={value}" for key, value in {**measurements, **metadata}.items()]
    print("\t".join([f"{scope}", *pairs]))


measured: WorkerCallMeasurements = {"duration_ms": 12, "bytes": 2048}
known: WorkerCallMetadata = {"tool": "grep", "outcome": Outcome.DONE}
emit(Scope.WORKER_CALL, measured, known)
emit(Scope.WORKER_IDLE, {"duration_ms": 300}, {})
# What somebody else might send: names that are in no catalog.
emit("worker.surprise", {}, {})
emit(Scope.WORKER_IDLE, {"no_such_key": 1}, {})
