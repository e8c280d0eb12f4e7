import type { Node, Path } from './syntax.ts'

/** What stage one, `find`, hands to stage two, `plan`: the uses of our bindings in one file. */

/** Methods of `tele`. `tele(…)`, `tele.time(…)` and `tele.span(…)` are all `span`; `start` never takes a function. */
export type TeleMethod =
  | 'span'
  | 'start'
  | 'counter'
  | 'histogram'
  | 'count'
  | 'gauge'
  | 'record'
  | 'emit'
  | 'wrap'
  | 'traced'
  | 'bind'
  | 'correlate'
  | 'correlationId'
  | 'traceparent'
  | 'stats'
  | 'configure'
  | 'flush'
  | 'shutdown'

/** Methods of a span; `add` is a bound counter's, `observe` is a bound histogram's `record`. */
export type SpanMethod = 'set' | 'count' | 'gauge' | 'record' | 'run' | 'end' | 'add' | 'observe'

/** What a handle stands for: a span, a metric bound to its name, or what a call into `telescopic/…` returned. */
export type HandleRole = 'span' | 'counter' | 'histogram' | 'companion'

/** A local variable or parameter that exists for telemetry only and goes with it. */
export interface Handle {
  readonly name: string
  /** The declaring identifier. */
  readonly declaration: Node
  /** `span`: what `tele(…)` returned, or a callback's parameter. */
  readonly role: HandleRole
  /** The call that opened the span or bound the metric, when there is one. */
  readonly opener: Node | undefined
}

/** A call of `tele` or of one of its methods. */
export interface TeleCall {
  readonly kind: 'tele'
  readonly method: TeleMethod
  readonly call: Node
  /** Path to the node that has the call's value: the call, or the optional chain that it ends. */
  readonly path: Path
}

/** A call of a handle's method, on the handle or right behind the call that gave it. */
export interface SpanCall {
  readonly kind: 'span'
  readonly method: SpanMethod
  readonly call: Node
  readonly path: Path
  /** The call that gave the handle; `undefined` when the span came from elsewhere. */
  readonly opener: Node | undefined
}

/** A call of a companion's method: `memory.reset()`. */
export interface CompanionCall {
  readonly kind: 'companion'
  readonly call: Node
  readonly path: Path
}

/** `tele.enabled`. */
export interface EnabledRead {
  readonly kind: 'enabled'
  readonly path: Path
}

/** The declaration of a handle whose initializer goes with it. */
export interface HandleDeclaration {
  readonly kind: 'declaration'
  readonly handle: Handle
  /** Path to the `VariableDeclarator`. */
  readonly path: Path
}

/** A name of ours in an `export` of a module that is there to pass it on. */
export interface ReExport {
  readonly kind: 'reexport'
  /** Path to the `ExportSpecifier`, or to the `export default`. */
  readonly path: Path
}

/** A use that cannot be removed by itself. It is a fault unless it stands in code that is removed anyway. */
export interface Escape {
  readonly kind: 'escape'
  readonly path: Path
  /**
   * `method`: a member that does not exist. `variable`: a handle that can be assigned again or is seen outside.
   * `result`: something is asked of a call whose value is nothing.
   */
  readonly what: 'tele' | 'handle' | 'companion' | 'method' | 'variable' | 'result'
  readonly name: string
  /** The members that do exist. */
  readonly valid?: readonly string[]
}

export type Use = TeleCall | SpanCall | CompanionCall | EnabledRead | HandleDeclaration | ReExport | Escape
