// The errors that clients meet most: each is an AjaxError with the portal's code and status, and only what may pass is tried again.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiVersion, ParamsFactory } from '@bitrix24/b24jssdk'
import { call, oauth, refused, webhook } from './support.mjs'

// How often the SDK has called the portal.
const requests = (b24) => b24.getHttpClient(ApiVersion.v2).getStats().totalRequests

test('an unknown method', async () => {
  for (const b24 of [oauth(), webhook(), oauth('nobodys')]) {
    const error = await refused(call(b24, 'no.such.method'), 'ERROR_METHOD_NOT_FOUND', 404)
    assert.equal(error.message, 'Method not found!')
    assert.equal(requests(b24), 1)
  }
})

test('credentials', async () => {
  const unauthorized = [
    ['INVALID_CREDENTIALS', webhook('wrong-code')],
    ['INVALID_CREDENTIALS', webhook('sdk-webhook', 2)],
    ['NO_AUTH_FOUND', oauth('')],
    ['authorization_error', oauth('gone-token')],
    ['APPLICATION_NOT_FOUND', oauth('off-token')],
    ['PAYMENT_REQUIRED', oauth('unpaid-token')]
  ]
  for (const [code, b24] of unauthorized) {
    await refused(call(b24, 'server.time'), code, 401)
    assert.equal(requests(b24), 1, code)
  }
})

test('a scope', async () => {
  const cases = [[oauth('narrow-token'), 'access'], [webhook('plain-webhook', 2), 'webhook']]
  for (const [b24, kind] of cases) {
    const error = await refused(call(b24, 'user.get'), 'insufficient_scope', 401)
    assert.equal(error.message, `The request requires higher privileges than provided by the ${kind} token`)
  }
})

test('a kind of credentials that a method does not take, and a user who is no administrator', async () => {
  const kind = await refused(call(webhook(), 'events'), 'WRONG_AUTH_TYPE', 403)
  assert.equal(kind.message, 'Current authorization type is denied for this method')
  const user = await refused(call(oauth('ben-token'), 'event.offline.list'), 'ACCESS_DENIED', 403)
  assert.equal(user.message, 'Access denied!')
})

test('an application that is closed to the user, or missing', async () => {
  await refused(call(oauth('closed-token'), 'server.time'), 'user_access_error', 403)
  for (const method of ['user.option.get', 'app.option.get']) {
    const error = await refused(call(webhook('plain-webhook', 2), method), 'AccessException', 400)
    assert.equal(error.message, 'Application context required')
  }
})

test('arguments', async () => {
  const wrong = [
    ['user.option.set', {}, 'ArgumentNullException', 'options is empty'],
    ['app.option.set', { options: {} }, 'ArgumentNullException', 'options is empty'],
    ['user.option.set', { options: 'text' }, 'ERROR_ARGUMENT', "The value of an argument 'options' must be of type array"],
    ['feature.get', { CODE: '' }, 'CODE_EMPTY', "CODE can't be empty"]
  ]
  for (const [method, params, code, text] of wrong) {
    const error = await refused(call(oauth(), method, params), code, 400)
    assert.equal(error.message, text)
    assert.equal(error.requestInfo.method, method)
  }
})

test('the query limit, when the SDK may not try again', async () => {
  const b24 = webhook('slow-webhook', 1, { ...ParamsFactory.getDefault(), maxRetries: 1 })
  const burst = Promise.all(Array.from({ length: 4 }, () => call(b24, 'server.time')))
  const error = await refused(burst, 'QUERY_LIMIT_EXCEEDED', 503)
  assert.equal(error.message, 'Too many requests')
})

test('a caller over the limit is served after the retries of the SDK', async () => {
  const b24 = webhook('slow-webhook', 1, { ...ParamsFactory.getDefault(), maxRetries: 10 })
  const answers = await Promise.all(Array.from({ length: 4 }, () => call(b24, 'user.admin')))
  assert.deepEqual(answers.map((answer) => answer.getData().result), [true, true, true, true])
  const stats = b24.getHttpClient(ApiVersion.v2).getStats()
  assert.ok(stats.retries > 0 && stats.limitHits > 0, JSON.stringify(stats))
  assert.equal(stats.successfulRequests, 4)
})
