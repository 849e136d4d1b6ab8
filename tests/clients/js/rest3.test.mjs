// REST 3.0 by the actions that the SDK has for it.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AjaxError, BatchRefV3, FilterV3 } from '@bitrix24/b24jssdk'
import { oauth, webhook } from './support.mjs'

const PREFIX = 'BITRIX_REST_V3_EXCEPTION_'
const items = oauth('items-token', '', { clientId: 'app.items' })
const call = (b24, method, params = {}) => b24.actions.v3.call.make({ method, params })
const result = async (b24, method, params) => {
  const answer = await call(b24, method, params)
  assert.deepEqual(answer.getErrorMessages(), [])
  return answer.getData().result
}
// Some errors the SDK throws, others it returns.
const refused = async (promise, code, status) => {
  const answer = await promise.catch((error) => error)
  const error = answer instanceof AjaxError ? answer : [...answer.getErrors()][0]
  assert.ok(error instanceof AjaxError, `${error}`)
  assert.deepEqual([error.code, error.status], [code, status])
  return error
}
const batch = (b24, calls, options) => b24.actions.v3.batch.make({ calls, options })

test('calls by token and by webhook', async () => {
  for (const b24 of [oauth(), webhook()]) {
    const options = { color: 'красный', sizes: [1, 2.5], nested: { deep: { flag: true } }, empty: null }
    assert.deepEqual(await result(b24, 'user.option.set', { options }), { result: true })
    assert.deepEqual(await result(b24, 'user.option.get', { option: 'color' }), { result: 'красный' })
    assert.deepEqual((await result(b24, 'user.option.get')).result.nested, { deep: { flag: true } })
    // Types are kept: REST 3.0 has no forms.
    assert.deepEqual(await result(b24, 'user.option.get', { option: 'sizes' }), { result: [1, 2.5] })
  }
})

test('an item is made, changed, read and deleted', async () => {
  const { id } = await result(items, 'demo.item.add', { fields: { TITLE: 'three', PRICE: 3 } })
  assert.equal(typeof id, 'number')
  const { item } = await result(items, 'demo.item.get', { id })
  assert.deepEqual([item.ID, item.TITLE, item.PRICE], [id, 'three', 3])
  assert.deepEqual(await result(items, 'demo.item.update', { id, fields: { PRICE: 4.5 } }), { result: true })
  assert.equal((await result(items, 'demo.item.get', { id })).item.PRICE, 4.5)
  assert.deepEqual(await result(items, 'demo.item.delete', { id }), { result: true })
})

test('errors have their code, their status and their fields', async () => {
  await refused(call(items, 'demo.nobody'), `${PREFIX}METHODNOTFOUNDEXCEPTION`, 404)
  await refused(call(oauth('nobody')), `${PREFIX}METHODNOTFOUNDEXCEPTION`, 404)
  await refused(call(webhook('wrong'), 'user.option.get'), `${PREFIX}ACCESSDENIEDEXCEPTION`, 401)
  await refused(call(oauth(), 'demo.item.get', { id: 1 }), `${PREFIX}INSUFFICIENTSCOPEEXCEPTION`, 403)
  const wrong = { fields: { TITLE: 5, PRICE: 'much' } }
  const code = `${PREFIX}VALIDATION_REQUESTVALIDATIONEXCEPTION`
  const error = await refused(call(items, 'demo.item.add', wrong), code, 400)
  assert.match(error.message, /fields\.TITLE/)
})

test('batches by number and by name', async () => {
  const calls = [['user.option.set', { options: { three: 3 } }], ['user.option.get', { option: 'three' }]]
  const byNumber = await batch(oauth(), calls)
  assert.deepEqual(byNumber.getErrorMessages(), [])
  assert.deepEqual(byNumber.getData(), [{ result: true }, { result: 3 }])
  const named = { set: calls[0], get: { method: 'user.option.get', params: { option: 'three' } } }
  const byName = await batch(oauth(), named)
  assert.deepEqual(byName.getData(), { set: { result: true }, get: { result: 3 } })
})

test('references, and the first error ends a batch', async () => {
  const { id } = await result(items, 'demo.item.add', { fields: { TITLE: 'first' } })
  const answer = await batch(items, {
    first: ['demo.item.get', { id }],
    copy: ['demo.item.add', { fields: { TITLE: BatchRefV3.ref('first.TITLE') } }],
    again: ['demo.item.get', { id: BatchRefV3.ref('first.ID') }]
  })
  assert.deepEqual(answer.getErrorMessages(), [])
  const { copy, again } = answer.getData()
  assert.equal((await result(items, 'demo.item.get', { id: copy.id })).item.TITLE, 'first')
  assert.equal(again.item.ID, id)
  const failing = batch(items, [['demo.item.get', { id: BatchRefV3.ref('nobody.id') }]])
  await refused(failing, `${PREFIX}INVALIDSELECTEXCEPTION`, 400)
})

test('the document of the portal', async () => {
  const answer = await call(oauth(), 'rest.scope.list', { filterModule: 'user' })
  assert.equal(answer.getData().result.user.option.set.scope, 'user.option.set')
})

const log = webhook('log-webhook')
const entries = Array.from({ length: 130 }, (_, index) => index + 1)
const idsOf = (rows) => rows.map((row) => row.id)

test('a list with select, filter, order and pages', async () => {
  const { items: rows } = await result(log, 'main.eventlog.list', {
    select: ['id', 'auditTypeId'],
    filter: [['severity', '=', 'SECURITY'], ['id', 'between', [20, 80]]],
    order: { id: 'DESC' },
    pagination: { limit: 3, page: 2 }
  })
  assert.deepEqual(rows, [50, 40, 30].map((id) => ({ id, auditTypeId: 'USER_AUTHORIZE' })))
  const filter = FilterV3.build(FilterV3.or(FilterV3.eq('id', 7), FilterV3.and(FilterV3.lt('id', 4), FilterV3.in('userId', [1, 2]))))
  const built = await result(log, 'main.eventlog.list', { select: ['id'], filter, order: { id: 'ASC' } })
  assert.deepEqual(idsOf(built.items), [1, 2, 7])
})

test('whole lists, by pages of the id and by the cursor', async () => {
  const params = { select: ['id', 'description'] }
  const whole = await log.actions.v3.callList.make({
    method: 'main.eventlog.list', params, idKey: 'id', customKeyForResult: 'items', limit: 50
  })
  assert.deepEqual(idsOf(whole.getData()), entries)
  assert.equal(whole.getData()[129].description, 'запись 130')
  const sizes = []
  for await (const page of log.actions.v3.fetchList.make({
    method: 'main.eventlog.list', params, idKey: 'id', customKeyForResult: 'items', limit: 60
  })) sizes.push(page.length)
  assert.deepEqual(sizes, [60, 60, 10])
  const tail = await log.actions.v3.callTail.make({
    method: 'main.eventlog.tail', params, cursorField: 'id', customKeyForResult: 'items'
  })
  assert.deepEqual(idsOf(tail.getData()), entries)
})

test('what is asked wrongly is told by its code', async () => {
  const list = (params) => call(log, 'main.eventlog.list', params)
  await refused(list({ filter: [['nobody', '=', 1]] }), `${PREFIX}UNKNOWNDTOPROPERTYEXCEPTION`, 400)
  await refused(list({ filter: [['id', '~', 1]] }), `${PREFIX}UNKNOWNFILTEROPERATOREXCEPTION`, 400)
  await refused(list({ order: ['id'] }), `${PREFIX}INVALIDORDEREXCEPTION`, 400)
  await refused(list({ pagination: { limit: 0 } }), `${PREFIX}INVALIDPAGINATIONEXCEPTION`, 400)
  await refused(call(log, 'main.eventlog.get', { id: 999 }), `${PREFIX}ENTITYNOTFOUNDEXCEPTION`, 400)
  const { items: fields } = await result(log, 'main.eventlog.field.list', { select: ['name', 'filterable'] })
  assert.deepEqual(fields[0], { name: 'id', filterable: true })
})
