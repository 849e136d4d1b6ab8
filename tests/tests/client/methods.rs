//! Servers to call, and methods.

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::body::Body;
use bitrix_rest::client::{Pace, Portal, Transport, TransportError};
use bitrix_rest::http::{HeaderMap, Request, Response, StatusCode};
use bitrix_rest::{
    BoxFuture, Created, Error, Exception, Item, Items, Page, Paged, RestError, rest_method,
};
use bitrix_rest_methods::{Idempotency, MemoryStore, Store};
use bitrix_rest_tests::server::Server;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Car {
    #[serde(rename = "ID")]
    pub id: i64,
    #[serde(rename = "NAME")]
    pub name: String,
}

/// One car.
#[rest_method("demo.car.get", scope = "basic", versions(v2, v3), read_only)]
pub async fn demo_car_get(#[param] id: i64) -> Result<Item<Car>, Error> {
    match id {
        404 => Err(Exception::EntityNotFound(id.to_string()).into()),
        _ => Ok(Item(Car {
            id,
            name: format!("car {id}"),
        })),
    }
}

/// Cars.
#[rest_method("demo.car.several", scope = "basic", versions(v3), read_only)]
pub async fn demo_car_several(#[param] ids: Vec<i64>) -> Result<Items<Car>, Error> {
    let car = |id| Car {
        id,
        name: String::new(),
    };
    Ok(Items(ids.into_iter().map(car).collect()))
}

/// Makes a car, whose id is the length of its name.
#[rest_method("demo.car.add", scope = "basic", versions(v2, v3))]
pub async fn demo_car_add(#[param(non_empty)] name: String) -> Result<Created, CarError> {
    match name.as_str() {
        "taken" => Err(CarError::Taken { by: 7 }),
        "young" => Err(CarError::Young),
        "old" => Err(CarError::Old),
        "broken" => Err(CarError::Broken),
        _ => Ok(Created(name.len() as u64)),
    }
}

/// Counts its runs with this name.
#[rest_method("demo.run.add", scope = "basic", versions(v2, v3))]
pub async fn demo_run_add(#[param] name: String) -> Result<Created, Error> {
    static RUNS: Mutex<BTreeMap<String, u64>> = Mutex::new(BTreeMap::new());
    let mut runs = RUNS.lock().unwrap();
    let count = runs.entry(name).or_default();
    *count += 1;
    Ok(Created(*count))
}

/// An answer that references may lead into.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deep {
    pub car: Car,
    pub names: BTreeMap<String, String>,
    pub pair: (i64, Car),
    pub sizes: [i64; 2],
    pub by_id: BTreeMap<u64, Car>,
}

/// What lies deep.
#[rest_method("demo.deep", scope = "basic", versions(v2, v3), read_only)]
pub async fn demo_deep() -> Result<Deep, Error> {
    let car = |id| Car {
        id,
        name: format!("car {id}"),
    };
    Ok(Deep {
        car: car(1),
        names: BTreeMap::new(),
        pair: (2, car(3)),
        sizes: [4, 6],
        by_id: BTreeMap::from([(5, car(5))]),
    })
}

/// Numbers below 120.
#[rest_method("demo.number.list", scope = "basic", versions(v2, v3), read_only)]
pub async fn demo_number_list(
    #[param] below: Option<u64>,
    page: Page,
) -> Result<Paged<u64>, Error> {
    Ok(page.cut((0..below.unwrap_or(120)).collect()))
}

/// An error of its own.
#[derive(Debug, PartialEq, thiserror::Error, RestError)]
pub enum CarError {
    /// There is one already.
    #[error("the name is taken")]
    #[rest(code = "NAME_TAKEN", status = 409)]
    Taken {
        /// Whose it is.
        #[rest(extra)]
        by: i64,
    },
    /// Too young.
    #[error("not before you are 18")]
    #[rest(code = "NOT_ALLOWED", status = 403)]
    Young,
    /// Too old.
    #[error("not after you are 90")]
    #[rest(code = "NOT_ALLOWED", status = 403)]
    Old,
    /// Broken.
    #[error("the car is broken")]
    #[rest(code = "BROKEN")]
    Broken,
}

/// A client of `tests/src/server.rs`'s accounts, over a socket, by the webhook of user 7.
pub async fn portal() -> Portal {
    let address = Server::new().unwrap().listen().await.unwrap();
    Portal::webhook(&format!("http://{address}/rest/7/sec/"))
        .unwrap()
        .paced(Pace::UNLIMITED)
}

/// What a server in process is to do with a request, in the place of answering it.
pub enum Fate {
    /// Answers this.
    Says(StatusCode, &'static str),
    /// It never arrives.
    Unsent,
    /// It arrives, and no answer comes back.
    Lost,
}

/// When, and with which key.
type Asked = (Instant, Option<String>);

/// A server in process, which notes when it was asked what, and under which `Idempotency-Key`.
#[derive(Clone)]
pub struct InProcess {
    server: Arc<Server>,
    pub fates: Arc<Mutex<VecDeque<Fate>>>,
    pub asked: Arc<Mutex<Vec<Asked>>>,
}

impl InProcess {
    pub fn new(fates: impl IntoIterator<Item = Fate>) -> Self {
        Self::of(Server::new().unwrap(), fates)
    }

    /// One that keeps what keys were answered.
    pub fn keeping_keys(fates: impl IntoIterator<Item = Fate>) -> Self {
        let store = MemoryStore::new();
        let keys = Idempotency::new(&store.rows("portal"), store.accounts("portal"));
        let server = Server::with(|builder| builder.webhooks_over_http(true).idempotency(keys));
        Self::of(server.unwrap(), fates)
    }

    fn of(server: Server, fates: impl IntoIterator<Item = Fate>) -> Self {
        Self {
            server: Arc::new(server),
            fates: Arc::new(Mutex::new(fates.into_iter().collect())),
            asked: Arc::default(),
        }
    }

    /// The key of each request.
    pub fn keys(&self) -> Vec<Option<String>> {
        let asked = self.asked.lock().unwrap();
        asked.iter().map(|(_, key)| key.clone()).collect()
    }

    /// Where it is asked over a socket, of which nothing is noted.
    pub async fn listen(&self) -> SocketAddr {
        self.server.listen().await.unwrap()
    }

    /// A client of it.
    pub fn portal(&self) -> Portal {
        let portal = Portal::webhook("http://portal.test/rest/7/sec/").unwrap();
        portal.through(self.clone())
    }

    /// Seconds from the first request to each.
    pub fn times(&self) -> Vec<f64> {
        let asked = self.asked.lock().unwrap();
        let first = asked.first().map(|(at, _)| *at);
        asked
            .iter()
            .map(|(at, _)| (*at - first.unwrap()).as_secs_f64())
            .collect()
    }
}

impl Transport for InProcess {
    fn send(
        &self,
        request: Request<Vec<u8>>,
    ) -> BoxFuture<'_, Result<Response<Vec<u8>>, TransportError>> {
        let key = request.headers().get("idempotency-key");
        let key = key.map(|key| key.to_str().unwrap().to_owned());
        self.asked.lock().unwrap().push((Instant::now(), key));
        let fate = self.fates.lock().unwrap().pop_front();
        Box::pin(async move {
            let answer = |status: StatusCode, headers: HeaderMap, text: String| {
                let mut response = Response::new(text.into_bytes());
                *response.status_mut() = status;
                *response.headers_mut() = headers;
                Ok(response)
            };
            match fate {
                Some(Fate::Says(status, text)) => {
                    return answer(status, HeaderMap::new(), text.to_owned());
                }
                Some(Fate::Unsent) => return Err(TransportError::unsent("nobody is there")),
                _ => {}
            }
            let answered = self.server.send(Ok(request.map(Body::from))).await;
            match fate {
                Some(Fate::Lost) => Err(TransportError::new("the connection broke")),
                _ => answer(
                    StatusCode::from_u16(answered.status).unwrap(),
                    answered.headers,
                    answered.text,
                ),
            }
        })
    }
}
