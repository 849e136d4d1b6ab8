//! The portal as a process: what it prints, answers, logs, keeps, and how it ends.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod accounts;
mod applications;
mod configuration;
mod connections;
mod demo;
mod ending;
mod events;
mod faults;
mod faults_mistakes;
mod fired;
mod handler;
mod import;
mod items;
mod keeping;
mod lock;
mod masking;
mod methods;
mod metrics;
mod mistakes;
mod moving;
mod oauth;
mod rates;
mod ready;
mod running;
mod seeding;
mod stores;
mod support;
mod tls;
mod tls_mistakes;
mod tokens;
mod values;
