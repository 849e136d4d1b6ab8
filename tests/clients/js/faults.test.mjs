// A bad day of the portal (`faults.toml`): what the SDK rides out, and what it tells as which error.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiVersion } from '@bitrix24/b24jssdk'
import { call, oauth, refused, result, webhook } from './support.mjs'

const once = { maxRetries: 1 }
const stats = (b24) => b24.getHttpClient(ApiVersion.v2).getStats()

test('too many requests are repeated until they pass', async () => {
  const b24 = oauth()
  assert.equal((await result(b24, 'profile')).ID, '1')
  assert.deepEqual([stats(b24).retries, stats(b24).limitHits, stats(b24).totalRequests], [2, 2, 3])
})

test('the operation time limit', async () => {
  const b24 = webhook('sdk-webhook', 1, once)
  const error = await refused(call(b24, 'feature.get', { CODE: 'x' }), 'OPERATION_TIME_LIMIT', 429)
  assert.equal(error.message, 'Method is blocked due to operation time limit.')
  assert.deepEqual(await result(b24, 'feature.get', { CODE: 'x' }), { value: 'N' })
})

test('an internal error is told at once', async () => {
  const b24 = oauth()
  const error = await refused(call(b24, 'user.admin'), 'INTERNAL_SERVER_ERROR', 500)
  assert.deepEqual([error.message, stats(b24).totalRequests], ['Internal server error', 1])
  assert.equal(await result(b24, 'user.admin'), true)
})

test('a token that ends too early is renewed', async () => {
  const b24 = oauth('ada-token', 'ada-refresh')
  const told = []
  b24.setCallbackRefreshAuth(async ({ authData }) => told.push(authData.access_token))
  assert.deepEqual(await result(b24, 'scope'), ['crm', 'user'])
  assert.equal(told.length, 1)
})

test('a slow answer is a timeout', async () => {
  const b24 = webhook('sdk-webhook', 1, once)
  const { defaults } = b24.getHttpClient(ApiVersion.v2).ajaxClient
  defaults.timeout = 1000
  await refused(call(b24, 'server.time'), 'REQUEST_TIMEOUT', 408)
  defaults.timeout = 30_000
  assert.ok(await result(b24, 'server.time'))
})

test('a lost connection is made again, and a lost answer may be asked for again', async () => {
  const b24 = oauth()
  assert.ok((await result(b24, 'methods')).includes('user.get'))
  assert.equal(stats(b24).retries, 1)
  assert.equal(await result(b24, 'app.option.set', { options: { lost: 'but stored' } }), true)
  assert.equal(stats(b24).retries, 2)
  assert.equal(await result(b24, 'app.option.get', { option: 'lost' }), 'but stored')
})
