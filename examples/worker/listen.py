"""Listens to a worker of telescopic/grpc, and throttles it: python3 listen.py ADDRESS [COMMAND ...]

A command is toggle=on, toggle=off, sampling=0.1, sampling=0.1:tool.*, deny=secret.*,... or allow=tool.*,...
Each is sent when the worker has answered the one before. Every event is printed as a line of JSON.

Needs grpcio and the code that protoc makes of telescopic.proto:
  protoc -I node_modules/telescopic/proto --python_out=. --grpc_python_out=. \
    --plugin=protoc-gen-grpc_python=$(which grpc_python_plugin) telescopic.proto
"""

import json
import queue
import sys

import grpc
import telescopic_pb2 as pb
import telescopic_pb2_grpc as service


def main(address, commands):
    outgoing = queue.Queue()
    pending = [read_command(text, epoch + 1) for epoch, text in enumerate(commands)]
    # Snakepit's hello, and a sign of life: the answer says what the worker sends.
    outgoing.put(pb.TelemetryControl(toggle=pb.TelemetryToggle(enabled=True)))
    with grpc.insecure_channel(address) as channel:
        stub = service.BridgeServiceStub(channel)
        for event in stub.StreamTelemetry(iter(outgoing.get, None)):
            print(json.dumps(describe(event)), flush=True)
            if event.HasField("control") and pending:
                outgoing.put(pending.pop(0))


def read_command(text, epoch):
    kind, _, value = text.partition("=")
    control = pb.TelemetryControl(epoch=epoch)
    if kind == "toggle":
        control.toggle.enabled = value == "on"
    elif kind == "sampling":
        rate, _, patterns = value.partition(":")
        control.sampling.sampling_rate = float(rate)
        control.sampling.event_patterns.extend(filter(None, patterns.split(",")))
    elif kind in ("allow", "deny"):
        getattr(control.filter, kind).extend(value.split(","))
    else:
        sys.exit(f"{text} is no command.")
    return control


def describe(event):
    values = {key: getattr(value, value.WhichOneof("value")) for key, value in event.measurements.items()}
    shown = {
        "event": ".".join(event.event_parts),
        "measurements": values,
        "metadata": dict(event.metadata),
        "timestamp_ns": event.timestamp_ns,
        "correlation_id": event.correlation_id,
    }
    if event.HasField("control"):
        shown["control"] = {
            "accepted": event.control.accepted,
            "enabled": event.control.enabled,
            "rate": event.control.sampling_rate,
            "deny": list(event.control.deny),
        }
    return shown


if __name__ == "__main__":
    try:
        main(sys.argv[1], sys.argv[2:])
    except grpc.RpcError as error:
        # The worker has ended, which workers do.
        print(error.details(), file=sys.stderr)
    except KeyboardInterrupt:
        pass
