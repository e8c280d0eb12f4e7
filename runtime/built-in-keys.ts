/** The keys that records have by themselves. They differ from record to record: as labels they would make each a series of its own. */
export const BUILT_IN_KEYS: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'depth',
  'parentScope',
  'callCount',
  'startMonotonicS',
  'endMonotonicS',
  'startWallTimeS',
  'endWallTimeS',
  'metricType',
])
