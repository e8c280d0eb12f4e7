// Generated from scopes.yaml by `telescopic generate`. Do not edit: change the catalog and run the command again.
// source-sha256: caaebf4c0aa01b47e7450e4b38626fa5ab7d00e47c961c2f04c895072de22172
// format: 1

import type { SiteDescription } from 'telescopic';

const DESCRIPTIONS: Readonly<Record<string, SiteDescription>> = {};

/** Tells how a scope is sampled, and what becomes of its metadata: `tele.configure({ describe: describeScope })`. */
export function describeScope(scope: string): SiteDescription | undefined {
  return Object.prototype.hasOwnProperty.call(DESCRIPTIONS, scope) ? DESCRIPTIONS[scope] : undefined;
}
