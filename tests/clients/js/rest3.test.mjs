// REST 3.0 by the actions that the SDK has for it (`b24.actions.v3`): call, batch, batchByChunk, callList, fetchList, callTail,
// fetchTail and aggregate, and by its two builders, `FilterV3` and `BatchRefV3`. None is left out; the last test would tell.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as sdk from '@bitrix24/b24jssdk'
import { oauth, webhook } from './support.mjs'

const PREFIX = 'BITRIX_REST_V3_EXCEPTION_'
const { AjaxError } = sdk
// What the tests themselves use of it, and not what the SDK uses of itself.
const used = new Set()
const recorded = (of, target) => new Proxy(target, {
  get(target, name) {
    used.add(`${of}.${name}`)
    return target[name]
  }
})
const actions = (b24) => recorded('actions', b24.actions.v3)
const FilterV3 = recorded('FilterV3', sdk.FilterV3)
const BatchRefV3 = recorded('BatchRefV3', sdk.BatchRefV3)
const items = oauth('items-token', '', { clientId: 'app.items' })
const call = (b24, method, params = {}) => actions(b24).call.make({ method, params })
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
const batch = (b24, calls, options) => actions(b24).batch.make({ calls, options })
const invalidSelect = `${PREFIX}INVALIDSELECTEXCEPTION`

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
  await refused(failing, invalidSelect, 400)
})

test('more than fifty calls are sent in turns, and an error ends its turn only', async () => {
  await refused(batch(items, Array(51).fill(['user.option.get'])), 'JSSDK_BATCH_TOO_LARGE', 400)
  const chunks = (calls) => actions(items).batchByChunk.make({ calls })
  const titles = Array.from({ length: 120 }, (_, index) => `чай ${index}`)
  const added = await chunks(titles.map((TITLE) => ['demo.item.add', { fields: { TITLE } }]))
  assert.deepEqual(added.getErrorMessages(), [])
  const read = added.getData().map(({ id }) => ({ method: 'demo.item.get', params: { id } }))
  assert.deepEqual((await chunks(read)).getData().map(({ item }) => item.TITLE), titles)
  read[70] = { method: 'demo.item.get', params: { id: 'many' } }
  const answer = await chunks(read)
  const errors = [...answer.getErrors()].map((error) => [error.code, error.status])
  assert.deepEqual(errors, [[`${PREFIX}VALIDATION_REQUESTVALIDATIONEXCEPTION`, 400]])
  assert.deepEqual(answer.getData().map(({ item }) => item.TITLE), [...titles.slice(0, 50), ...titles.slice(100)])
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
  const { ne, ge, le, between } = FilterV3
  for (const [condition, found] of [
    [between('id', 20, 23), [20, 21, 22, 23]],
    [FilterV3.and(ge('id', 128), ne('id', 129)), [128, 130]],
    [le('id', 2), [1, 2]]
  ]) {
    const { items: rows } = await result(log, 'main.eventlog.list', { filter: FilterV3.build(condition), order: { id: 'ASC' } })
    assert.deepEqual(idsOf(rows), found)
  }
})

test('references take a value, or a field of each row', async () => {
  const list = ['main.eventlog.list', { filter: [['id', 'in', [5, 17, 31]]], select: ['id', 'userId'] }]
  const of = (...conditions) => ['main.eventlog.list', { filter: conditions, select: ['id'], order: { id: 'ASC' } }]
  const answer = await batch(log, {
    entry: ['main.eventlog.get', { id: 17, select: ['id', 'userId'] }],
    list,
    next: of(['id', '>', BatchRefV3.ref('entry.id')], ['userId', '=', BatchRefV3.ref('entry.userId')], ['id', '<', 40]),
    second: ['main.eventlog.get', { id: BatchRefV3.ref('list.1.id'), select: ['description'] }],
    same: of(FilterV3.or(['id', 'in', BatchRefV3.refArray('list.id')], FilterV3.eq('id', BatchRefV3.ref('list.0.userId'))))
  })
  assert.deepEqual(answer.getErrorMessages(), [])
  const { next, second, same } = answer.getData()
  assert.deepEqual([idsOf(next.items), idsOf(same.items)], [[24, 31, 38], [5, 17, 31]])
  assert.equal(second.item.description, 'запись 17')
  // By number, without names.
  const numbered = await batch(log, [list, of(['id', 'in', BatchRefV3.refArray('0.userId')])])
  assert.deepEqual(idsOf(numbered.getData()[1].items), [3, 5])
  for (const [path, told] of [['list.nobody', 'nobody'], ['nobody.id', 'nobody'], ['entry.id', 'entry']]) {
    const failing = batch(log, { entry: ['main.eventlog.get', { id: 17 }], list, of: of(['id', 'in', BatchRefV3.refArray(path)]) })
    assert.match((await refused(failing, invalidSelect, 400)).message, new RegExp(told))
  }
  // What is made says only its id, and that is nothing to refer to.
  const made = { add: ['demo.item.add', { fields: { TITLE: 'made' } }], get: ['demo.item.get', { id: BatchRefV3.ref('add.id') }] }
  const message = (await refused(batch(items, made), invalidSelect, 400)).message
  assert.match(message, /Path 'add\.id' not found in context/)
})

test('whole lists, by pages of the id and by the cursor', async () => {
  const params = { select: ['id', 'description'] }
  const whole = await actions(log).callList.make({
    method: 'main.eventlog.list', params, idKey: 'id', customKeyForResult: 'items', limit: 50
  })
  assert.deepEqual(idsOf(whole.getData()), entries)
  assert.equal(whole.getData()[129].description, 'запись 130')
  const sizes = []
  for await (const page of actions(log).fetchList.make({
    method: 'main.eventlog.list', params, idKey: 'id', customKeyForResult: 'items', limit: 60
  })) sizes.push(page.length)
  assert.deepEqual(sizes, [60, 60, 10])
  const tail = await actions(log).callTail.make({
    method: 'main.eventlog.tail', params, cursorField: 'id', customKeyForResult: 'items'
  })
  assert.deepEqual(idsOf(tail.getData()), entries)
})

test('the cursor goes both ways, page by page', async () => {
  const pages = async (options) => {
    const sizes = []
    const ids = []
    for await (const page of actions(log).fetchTail.make({ method: 'main.eventlog.tail', ...options })) {
      sizes.push(page.length)
      ids.push(...idsOf(page))
    }
    return [sizes, ids]
  }
  assert.deepEqual(await pages({}), [[50, 50, 30], entries])
  const security = { params: { filter: FilterV3.build(FilterV3.eq('severity', 'SECURITY')), select: ['severity'] } }
  const down = { order: 'DESC', initialValue: 100, limit: 4, cursorField: 'id' }
  assert.deepEqual(await pages({ ...security, ...down }), [[4, 4, 1], [90, 80, 70, 60, 50, 40, 30, 20, 10]])
  // The cursor is the caller's, too: by another field than the id.
  const byTime = { cursorField: 'timestampX', initialValue: '2026-01-01T00:02:00+00:00', params: { select: ['id'] }, limit: 8 }
  assert.deepEqual(await pages(byTime), [[8, 2], entries.slice(120)])
  // A generator throws what the other returns.
  const twice = { params: { filter: FilterV3.build(FilterV3.gt('id', 5)) } }
  const whole = actions(log).callTail.make({ method: 'main.eventlog.tail', ...twice })
  const { message } = await refused(whole, `${PREFIX}INVALIDFILTEREXCEPTION`, 400)
  const code = 'JSSDK_CORE_B24_FETCH_TAIL_METHOD_API_V3'
  await assert.rejects(pages(twice), (error) => error.code === code && error.message.includes(message))
})

test('aggregates, by the names of the fields and by others', async () => {
  const aggregate = (select, filter) => actions(log).aggregate.make({ method: 'main.eventlog.aggregate', select, params: { filter } })
  const all = await aggregate({ count: ['id'], countDistinct: ['userId'], sum: { id: 'whole' }, min: ['id'], max: ['id'], avg: { id: 'middle' } })
  assert.deepEqual(all.getErrorMessages(), [])
  assert.deepEqual(all.getData(), {
    count: { id: 130 }, countDistinct: { userId: 7 }, sum: { whole: 8515 }, min: { id: 1 }, max: { id: 130 }, avg: { middle: 65.5 }
  })
  const some = await aggregate({ sum: ['id'] }, FilterV3.build(FilterV3.not(FilterV3.gt('id', 3))))
  assert.deepEqual(some.getData(), { sum: { id: 6 } })
  const wrong = await aggregate({ sum: ['nobody'] })
  assert.deepEqual([...wrong.getErrors()].map((error) => [error.code, error.status]), [[`${PREFIX}UNKNOWNDTOPROPERTYEXCEPTION`, 400]])
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

test('all its actions and builders were used', () => {
  const getters = Object.entries(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(items.actions.v3)))
  const all = getters.filter(([, { get }]) => get).map(([name]) => `actions.${name}`)
  for (const of of ['FilterV3', 'BatchRefV3']) all.push(...Object.keys(sdk[of]).map((name) => `${of}.${name}`))
  assert.equal(all.length, 8 + 12 + 2)
  assert.deepEqual([...used].sort(), all.sort())
})
