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
  const plan = planBatches(sources, [SUMMARY_QUESTION, question], BATCH_SIZE)
  const model = new QuotingModel()
  const cache = new AnswerCache<Promise<Answer>>({ recent: 8, onEvict: () => void 0 })
  const replies = await executePlan(plan, { model, cache })
  const { requests } = model
  const envelope = buildEnvelope({ sources, summaryQuestion: SUMMARY_QUESTION, question, plan, replies, requests })
  return envelope
}
