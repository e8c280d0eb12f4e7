import { BusyError } from './model.js'

interface RetryOptions {
  readonly attempts: number
  /** Called before every further attempt. */
  readonly onRetry: () => void
}

/** Does the work until it succeeds or the attempts are used up. Only a busy model is worth another attempt. */
export async function withRetry<Result>(work: () => Promise<Result>, options: RetryOptions): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof BusyError) || attempt === options.attempts) throw error
      options.onRetry()
    }
  }
}
