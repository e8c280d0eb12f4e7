import type { WireEvent } from '../runtime/capture/index.ts'
import type { Command, ParsedArgs } from './command.ts'
import { refuse } from './output.ts'
import { type Asked, followChild, followStdin, followWorker, type OnEvent } from './tail/follow.ts'
import { createTree } from './tail/tree.ts'

/** `telescopic tail`: the events of a running program, as they come, as a tree. */
export const tail: Command = {
  meta: {
    name: 'tail',
    description: 'Show the events of a program, of a worker or of stdin as they come: `tail -- node app.js`',
  },
  args: {
    worker: {
      type: 'positional',
      default: '',
      description: 'Address of a gRPC worker: host:port or unix:/path; without one, stdin',
    },
    json: { type: 'boolean', description: 'Print a line of JSON for each event' },
    count: { type: 'string', valueHint: 'n', description: 'Of a worker: end after so many events' },
    token: { type: 'string', valueHint: 'text', description: 'Of a worker: the token that it asks for' },
    toggle: { type: 'enum', options: ['on', 'off'], description: 'Tell the worker to send, or not to' },
    sample: {
      type: 'string',
      valueHint: 'rate[:patterns]',
      description: 'Tell the worker which share to send: 0.1, or 0.1:tool.*,db.*',
    },
    allow: {
      type: 'string',
      valueHint: 'patterns',
      description: 'Tell the worker to send these only, separated by commas',
    },
    deny: { type: 'string', valueHint: 'patterns', description: 'Tell the worker not to send these' },
  },
  rest: 'a command to run, whose stderr is read',
  run: async ({ args, data: command = [] }) => {
    const worker = String(args.worker)
    const asked = readAsked(args)
    if (typeof asked === 'string') return refuse(asked)
    const count = args.count === undefined ? Number.POSITIVE_INFINITY : Number(args.count)
    if (!(count > 0)) return refuse('`--count` is a number above 0.')
    if (worker === '') {
      const flag = ['toggle', 'sample', 'allow', 'deny', 'token', 'count'].find((name) => args[name] !== undefined)
      if (flag !== undefined) return refuse(`\`--${flag}\` is for a worker: \`telescopic tail <address> --${flag} …\`.`)
      return command.length > 0 ? followChild(command, printer(args)) : followStdin(printer(args))
    }
    if (command.length > 0) return refuse('Give the address of a worker or a command, not both.')
    try {
      const token = args.token === undefined ? undefined : String(args.token)
      return await followWorker(worker, asked, { token, count }, printer(args))
    } catch (error) {
      return refuse((error as Error).message)
    }
  },
}

// --- internal ---

function readAsked({ toggle, sample, allow, deny }: ParsedArgs): Asked | string {
  const list = (text: unknown): string[] => (text === undefined ? [] : String(text).split(',').filter(Boolean))
  const [rate, patterns] = String(sample ?? '').split(/:(.*)/s)
  if (sample !== undefined && !(rate !== '' && Number(rate) >= 0 && Number(rate) <= 1)) {
    return `\`--sample\` is a rate from 0 to 1, not \`${String(rate)}\`.`
  }
  return {
    enabled: toggle === undefined ? undefined : toggle === 'on',
    rate: sample === undefined ? undefined : Number(rate),
    patterns: list(patterns),
    allow: list(allow),
    deny: list(deny),
  }
}

function printer(args: ParsedArgs): OnEvent {
  const tree = createTree()
  const print = args.json ? printJson : tree.print
  return (event, source) => void process.stdout.write(`${print(event, source)}\n`)
}

/** Numbers that JSON's readers would round are texts. */
function printJson({ name, measurements, metadata, timestampNs, correlationId }: WireEvent): string {
  const event = {
    event: name,
    measurements,
    metadata,
    timestamp_ns: timestampNs,
    correlation_id: correlationId ?? null,
  }
  return JSON.stringify(event, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
}
