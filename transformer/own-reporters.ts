import { resolveNames } from './bindings.ts'
import type { Findings } from './find.ts'
import { type Node, nodeOf, parentOf, unwrap } from './syntax.ts'

/** Reporters of the package that ask for no traces: what makes them, by module. */
export const PLAIN_REPORTERS: Readonly<Record<string, readonly string[]>> = {
  'telescopic/beacon': ['beaconReporter'],
  'telescopic/console': ['consoleReporter'],
  'telescopic/memory': ['memoryReporter'],
  'telescopic/otel': ['otelMetricsReporter'],
  'telescopic/pino': ['loggingReporter', 'pinoReporter'],
  'telescopic/prometheus': ['prometheusReporter'],
  'telescopic/statsd': ['statsdReporter'],
  'telescopic/user-timing': ['userTimingReporter'],
}

/** Gives the question whether an expression is such a reporter: the call that makes it, or a `const` that holds one. */
export function findPlainReporters(program: Node, { uses, references }: Findings): (expression: Node) => boolean {
  const makers = new Set<Node>()
  for (const [{ imported, module, typeOnly }, all] of references) {
    if (typeOnly || !PLAIN_REPORTERS[module.specifier]?.includes(imported)) continue
    for (const { path } of all) makers.add(nodeOf(path))
  }
  const isMade = (node: Node): boolean => node.type === 'CallExpression' && !node.optional && makers.has(node.callee)
  const holders = new Map<Node, string>()
  for (const use of uses) {
    if (use.kind !== 'declaration' || use.handle.role !== 'companion') continue
    const isConst = nodeOf(parentOf(use.path)).kind === 'const'
    if (isConst && isMade(unwrap(nodeOf(use.path).init))) holders.set(use.handle.declaration, use.handle.name)
  }
  const held = new Set<Node>()
  for (const { declaration, path } of resolveNames(program, new Set(holders.values())).references)
    if (declaration && holders.has(declaration)) held.add(nodeOf(path))
  return (expression) => isMade(unwrap(expression)) || held.has(unwrap(expression))
}
