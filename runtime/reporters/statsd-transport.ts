import { createSocket, type Socket as UdpSocket } from 'node:dgram'
import { connect, type Socket } from 'node:net'

/** The way to a daemon: packets that are sent, or not, and never an error that is thrown. */
export interface StatsdTransport {
  send(packet: Buffer): void
  /** Resolves when what was sent has left the process, or is lost. */
  flush(): Promise<void>
  close(): Promise<void>
}

/** Packets under way at most: a socket that does not take them would otherwise keep them all. */
const MAX_WAITING = 1000

/** Opens a UDP socket when the first packet is sent. The address is looked up once, and again after an error. */
export function openUdp(host: string, port: number, lose: () => void): StatsdTransport {
  const queue = queuePackets(lose)
  let socket: UdpSocket | undefined
  let isConnected = false
  const drop = (): void => {
    socket?.removeAllListeners()
    // What the kernel still says of a closed socket is nobody's business.
    socket?.on('error', () => {})
    if (socket !== undefined) closeQuietly(socket)
    socket = undefined
    isConnected = false
    queue.loseAll()
  }
  const write = (packet: Buffer): void => socket?.send(packet, queue.track())
  const open = (): void => {
    socket = createSocket({ type: host.includes(':') ? 'udp6' : 'udp4' })
    socket.unref()
    socket.once('error', drop)
    // Its types do not say so, but it is given the error of the lookup, and then emits none.
    socket.connect(port, host, (error?: Error | null) => {
      if (error) return drop()
      isConnected = true
      queue.takeWaiting().forEach(write)
    })
  }
  return {
    send: (packet) => {
      if (socket === undefined) open()
      if (!queue.hasRoom()) lose()
      else if (isConnected) write(packet)
      else queue.wait(packet)
    },
    flush: queue.flush,
    close: async () => {
      await queue.flush()
      drop()
    },
  }
}

/**
 * Opens a Unix stream socket, on which Datadog's agent reads packets with their length in front. The datagram sockets that it
 * also has are out of reach: Node has none.
 */
export function openUnixStream(path: string, lose: () => void): StatsdTransport {
  const queue = queuePackets(lose)
  let socket: Socket | undefined
  const write = (packet: Buffer): void => {
    const length = Buffer.alloc(4)
    length.writeUInt32LE(packet.length)
    socket?.write(Buffer.concat([length, packet]), queue.track())
  }
  const open = (): void => {
    const opened = connect(path)
    socket = opened
    opened.unref()
    opened.on('error', () => {})
    opened.once('connect', () => queue.takeWaiting().forEach(write))
    opened.once('close', () => {
      if (socket === opened) socket = undefined
      queue.loseAll()
    })
  }
  return {
    send: (packet) => {
      if (socket === undefined) open()
      if (!queue.hasRoom()) lose()
      else if (socket?.readyState === 'open') write(packet)
      else queue.wait(packet)
    },
    flush: queue.flush,
    close: async () => {
      await queue.flush()
      socket?.destroy()
    },
  }
}

// --- internal ---

interface PacketQueue {
  hasRoom(): boolean
  /** Keeps a packet until there is a connection. */
  wait(packet: Buffer): void
  takeWaiting(): Buffer[]
  /** The connection is gone, and with it what waits for it or is under way. */
  loseAll(): void
  /** Counts a packet as under way until the function that it gives is called. */
  track(): (error?: Error | null) => void
  flush(): Promise<void>
}

function queuePackets(lose: () => void): PacketQueue {
  const waiting: Buffer[] = []
  // By identity: a socket that is closed may or may not still answer for what it was given.
  const underWay = new Set<object>()
  const idle: (() => void)[] = []
  const isIdle = (): boolean => underWay.size === 0 && waiting.length === 0
  const settle = (): void => {
    if (isIdle()) for (const resolve of idle.splice(0)) resolve()
  }
  return {
    hasRoom: () => underWay.size + waiting.length < MAX_WAITING,
    wait: (packet) => void waiting.push(packet),
    takeWaiting: () => waiting.splice(0),
    loseAll: () => {
      for (let count = waiting.length + underWay.size; count > 0; count--) lose()
      waiting.length = 0
      underWay.clear()
      settle()
    },
    track: () => {
      const packet = {}
      underWay.add(packet)
      return (error) => {
        if (underWay.delete(packet) && error) lose()
        settle()
      }
    },
    flush: () => (isIdle() ? Promise.resolve() : new Promise((resolve) => idle.push(resolve))),
  }
}

function closeQuietly(socket: UdpSocket): void {
  try {
    socket.close()
  } catch {
    // Closed already.
  }
}
