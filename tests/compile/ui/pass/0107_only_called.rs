#![deny(warnings, missing_docs)]
//! Methods that another server has.

use bitrix_rest::{Error, Method, Paged, RestApi, rest_method};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A lead.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub struct Lead {
    /// Its id.
    pub id: u64,
}

/// Answers a lead.
#[rest_method("crm.lead.get", scope = "crm", read_only)]
pub async fn crm_lead_get(
    /// The id of the lead.
    #[param]
    id: u64,
) -> Result<Lead, Error>;

/// Lists leads.
#[rest_method("crm.lead.list", scope = "crm", read_only, params = Leads)]
async fn leads(#[param(rename = "ORDER", default)] order: Vec<String>) -> Result<Paged<Lead>, Error>;

/// Of the same name, and served: a gateway calls what it serves.
mod gateway {
    use bitrix_rest::{Error, rest_method};

    /// Answers a lead of the server behind.
    #[rest_method("crm.lead.get", scope = "crm")]
    pub async fn get(#[param] id: u64) -> Result<u64, Error> {
        Ok(id)
    }
}

fn main() {
    let request = CrmLeadGet { id: 5 };
    assert_eq!(CrmLeadGet::DESCRIPTOR.summary(), "Answers a lead.");
    assert!(CrmLeadGet::DESCRIPTOR.is_only_called());
    assert_eq!(request.into_parameters().get("id"), Some(&5.into()));
    assert_eq!(Leads { order: vec![] }.into_parameters().len(), 1);
    assert!(!gateway::CrmLeadGet::DESCRIPTOR.is_only_called());
    // Not linked into a server, and not to be registered.
    let linked = RestApi::collect().build().unwrap_err().to_string();
    assert!(!linked.contains("crm.lead"), "{linked}");
    let registered = RestApi::explicit().method::<CrmLeadGet>().build();
    let said = registered.unwrap_err().to_string();
    assert!(said.contains("`crm.lead.get`") && said.contains("no body"), "{said}");
}
