import { tele } from 'telescopic'
import { AnswerCache } from './cache.js'
import { buildEnvelope, type Envelope } from './envelope.js'
import { executePlan } from './execute.js'
import { type Answer, QuotingModel } from './model.js'
import { planBatches } from './plan.js'
import type { Source } from './sources.js'

const SUMMARY_QUESTION = 'What is this about?'
const BATCH_SIZE = 4

/** Summarises every text and answers a question from all of them. Without a question the answers come from the cache. */
export async function runPipeline(sources: readonly Source[], question = SUMMARY_QUESTION): Promise<Envelope> {
  using run = tele('pipeline.run', { source_count: sources.length })
  const plan = planBatches(sources, [SUMMARY_QUESTION, question], BATCH_SIZE)
  const model = new QuotingModel()
  const cache = new AnswerCache<Promise<Answer>>({ recent: 8, onEvict: () => tele.count('cache.eviction') })
  const replies = await executePlan(plan, { model, cache })
  const { requests } = model
  const envelope = buildEnvelope({ sources, summaryQuestion: SUMMARY_QUESTION, question, plan, replies, requests })
  run.set({ run_status: envelope.status })
  tele.emit(
    'pipeline.finished',
    { jobs: replies.length, input_tokens: envelope.usage.inputTokens, output_tokens: envelope.usage.outputTokens },
    { run_status: envelope.status },
    plan.id,
  )
  return envelope
}
