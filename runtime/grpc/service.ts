/** The methods of `telescopic.proto`. Messages pass as bytes: bytes that are no message are ours to judge, not the transport's. */
export interface Method {
  readonly path: string
  readonly requestStream: true
  readonly responseStream: true
  readonly requestSerialize: (bytes: Uint8Array) => Buffer
  readonly requestDeserialize: (bytes: Buffer) => Uint8Array
  readonly responseSerialize: (bytes: Uint8Array) => Buffer
  readonly responseDeserialize: (bytes: Buffer) => Uint8Array
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
const asBytes = (bytes: Buffer): Uint8Array => bytes

function method(path: string): Method {
  return {
    path,
    requestStream: true,
    responseStream: true,
    requestSerialize: asBuffer,
    requestDeserialize: asBytes,
    responseSerialize: asBuffer,
    responseDeserialize: asBytes,
  }
}

/** The worker is the server, as in Snakepit: one event a message, or many. */
export const STREAM: Method = method('/snakepit.bridge.BridgeService/StreamTelemetry')
export const STREAM_BATCHES: Method = method('/snakepit.bridge.TelescopicService/StreamBatches')
/** The worker is the client. */
export const REPORT: Method = method('/snakepit.bridge.TelescopicService/Report')
export const REPORT_BATCHES: Method = method('/snakepit.bridge.TelescopicService/ReportBatches')

/** A message of a controller is small; of a worker, a batch. */
export const MAX_MESSAGE_BYTES = 65_536
/** What a half-open connection costs at most: a minute. */
export const KEEPALIVE: Readonly<Record<string, number>> = {
  'grpc.keepalive_time_ms': 30_000,
  'grpc.keepalive_timeout_ms': 10_000,
  'grpc.max_receive_message_length': MAX_MESSAGE_BYTES * 4,
}
