/// Parameters of `crm.lead.get`: Answers a lead.
#[allow(dead_code)]
pub struct CrmLeadGet {
    /// The parameter `id`.
    pub id: u64,
}
#[allow(deprecated, unreachable_code)]
const _: () = {
    use ::bitrix_rest::__private as __rest;
    static __FIELD_0: __rest::Field<u64> = __rest::field::<u64>("id");
    static __OUTCOME: __rest::Outcome<Result<Lead, Error>> = __rest::Outcome::new();
    static __DESCRIPTOR: __rest::Descriptor = __OUTCOME
        .method("crm.lead.get", __rest::Scope::Code("crm"), __rest::location!())
        .only_called()
        .documented("Answers a lead.", "Answers a lead.")
        .with_parameters(&[__FIELD_0.descriptor()])
        .read_only();
    impl __rest::Method for CrmLeadGet {
        type Outcome = Result<Lead, Error>;
        const DESCRIPTOR: &'static __rest::Descriptor = &__DESCRIPTOR;
        fn into_parameters(self) -> __rest::Array {
            __rest::request([__FIELD_0.send(self.id)])
        }
    }
};
