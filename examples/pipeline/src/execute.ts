import { type Span, tele } from 'telescopic'
import { type AnswerCache, contentKey } from './cache.js'
import type { Answer, QuotingModel } from './model.js'
import type { Job, Plan } from './plan.js'
import { labelJob } from './plan.js'
import { mapPool } from './pool.js'
import { withRetry } from './retry.js'

/** How many batches are in flight at a time. */
const CONCURRENCY = 3

/** What answers the jobs. */
export interface Engine {
  readonly model: QuotingModel
  /** Holds promises, not answers: a job that is asked again while the first is on its way waits for that one. */
  readonly cache: AnswerCache<Promise<Answer>>
}

/** A job and its answer. */
export interface Reply {
  readonly job: Job
  readonly answer: Answer
  readonly cached: boolean
}

/** Executes the batches; the replies are in the order of the plan. */
export async function executePlan(plan: Plan, engine: Engine): Promise<Reply[]> {
  const span: Span<'pipeline.execute'> = tele('pipeline.execute', { concurrency: CONCURRENCY })
  const replies = await mapPool(plan.batches, CONCURRENCY, (batch) => executeBatch(batch, engine))
  span.count('replies', replies.flat().length)
  span.end()
  return replies.flat()
}

async function executeBatch(batch: readonly Job[], engine: Engine): Promise<Reply[]> {
  const replies: Reply[] = []
  await tele('pipeline.execute.batch', { jobs: batch.map(labelJob) }, async () => {
    const pending = batch.map((job) => executeJob(job, engine))
    replies.push(...(await Promise.all(pending)))
  })
  return replies
}

async function executeJob(job: Job, engine: Engine): Promise<Reply> {
  const key = contentKey(engine.model.name, job.question, job.chunk.text)
  const known = engine.cache.get(key)
  if (known !== undefined) return { job, answer: await known, cached: true }

  const pending = withRetry(() => requestAnswer(job, engine.model), {
    attempts: 3,
    onRetry: () => tele.count('api.retry', 1, { model: engine.model.name }),
  })
  engine.cache.set(key, pending)
  return { job, answer: await pending, cached: false }
}

async function requestAnswer(job: Job, model: QuotingModel): Promise<Answer> {
  const answer = await tele('api.generate', { model: model.name }, async (span) => {
    span.set({ cached: false })
    return model.generate({ question: job.question, text: job.chunk.text })
  })
  tele.record('api.generate.output_tokens', answer.outputTokens, { model: model.name })
  return answer
}
