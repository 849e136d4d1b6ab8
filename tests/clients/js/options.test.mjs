// user.option.* and app.option.*: values come back as they were sent.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { VALUES, call, oauth, refused, result, webhook } from './support.mjs'

test('every value comes back', async () => {
  const b24 = oauth()
  for (const [index, [name, sent, ...back]] of VALUES.entries()) {
    const option = `value ${index}`
    const expected = back.length > 0 ? back[0] : sent
    assert.equal(await result(b24, 'user.option.set', { options: { [option]: sent } }), true)
    assert.deepEqual(await result(b24, 'user.option.get', { option }), expected, name)
  }
  const everything = await result(b24, 'user.option.get')
  for (const [index, [name, sent, ...back]] of VALUES.entries()) {
    assert.deepEqual(everything[`value ${index}`], back.length > 0 ? back[0] : sent, `${name}, among all`)
  }
})

test('options of an application are shared', async () => {
  const [ada, ben] = [oauth(), oauth('ben-token')]
  assert.equal(await result(ada, 'app.option.set', { options: { shared: { цвет: '🟦' } } }), true)
  assert.deepEqual(await result(ben, 'app.option.get', { option: 'shared' }), { цвет: '🟦' })
  const error = await refused(call(ben, 'app.option.set', { options: { shared: 1 } }), 'AccessException', 400)
  assert.equal(error.message, 'Administrator authorization required')
  assert.deepEqual(await result(ada, 'app.option.get', { option: 'shared' }), { цвет: '🟦' })
})

test('options of a user are his own', async () => {
  const [ada, ben] = [oauth(), oauth('ben-token')]
  assert.deepEqual(await result(ben, 'user.option.get'), [])
  await result(ada, 'user.option.set', { options: { own: "ada's" } })
  await result(ben, 'user.option.set', { options: { own: "ben's" } })
  assert.equal(await result(ada, 'user.option.get', { option: 'own' }), "ada's")
  assert.deepEqual(await result(ben, 'user.option.get'), { own: "ben's" })
  assert.equal(await result(ben, 'user.option.get', { option: 'never set' }), null)
})

test('options may stand in the parameters themselves, and nothing of the SDK gets between them', async () => {
  const b24 = oauth('narrow-token')
  await result(b24, 'app.option.set', { flat: [1, { two: 2 }] })
  const options = await result(b24, 'app.option.get')
  assert.deepEqual(options.flat, [1, { two: 2 }])
  assert.deepEqual(Object.keys(options).filter((key) => key.startsWith('bx24') || key === 'auth'), [])
})

test('a webhook of the application reads what a token wrote', async () => {
  const [token, hook] = [oauth(), webhook()]
  await result(token, 'user.option.set', { options: { from: { token: [1, 2.5, null] } } })
  assert.deepEqual(await result(hook, 'user.option.get', { option: 'from' }), { token: [1, 2.5, null] })
  await result(hook, 'user.option.set', { options: { from: 'webhook' } })
  assert.equal(await result(token, 'user.option.get', { option: 'from' }), 'webhook')
})

test('a domain may carry a port', async () => {
  const b24 = webhook('sdk-webhook', 1, {}, `https://${process.env.PORTAL_ADDRESS}`)
  assert.equal(await result(b24, 'user.option.set', { options: { by: 'port' } }), true)
  assert.equal(await result(oauth(), 'user.option.get', { option: 'by' }), 'port')
})

test('the time of an answer is read', async () => {
  const { time } = (await call(oauth(), 'user.option.get', { option: 'none' })).getData()
  assert.ok(time.start <= time.finish)
  assert.ok(Math.abs(time.finish - time.start - time.duration) < 0.0001)
  assert.equal(new Date(time.date_start).getTime() / 1000, Math.floor(time.start))
  assert.match(time.date_finish, /\+0[12]:00$/) // Berlin's
  assert.ok(time.operating >= 0 && Number.isInteger(time.operating_reset_at))
})
