import { env } from './host.ts'

// Read once, when the module loads: a read of `process.env` costs more than a whole span, and a flag that changes
// half way through a program would leave spans that opened and never closed.

/** `TELESCOPIC` or `DEBUG` is exactly `1`. */
export const FLAGGED: boolean = env('TELESCOPIC') === '1' || env('DEBUG') === '1'

/** `TELESCOPIC_STRICT` is exactly `1`: a malformed scope name throws. */
export const STRICT: boolean = env('TELESCOPIC_STRICT') === '1'
