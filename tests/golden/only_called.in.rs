/// Answers a lead.
#[rest_method("crm.lead.get", scope = "crm", read_only)]
pub async fn crm_lead_get(#[param] id: u64) -> Result<Lead, Error>;
