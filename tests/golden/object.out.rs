#[allow(deprecated)]
const _: () = {
    use renamed::__private as __rest;
    static __FIELDS: [__rest::FieldDescriptor; 3usize] = [
        __rest::object_field::<u64>("id")
            .documented("ID", "By which it is found.")
            .filterable()
            .sortable(),
        __rest::object_field::<String>("longName")
            .documented("What it is called", "What it is called.")
            .editable_in(&[__rest::Group::Add, __rest::Group::Update])
            .required_in(&[__rest::Group::Add]),
        __rest::object_relation::<Vec<Person>>("people").documented("", ""),
    ];
    static __OBJECT: __rest::ObjectDescriptor = __rest::object(
        "TownDto",
        &__FIELDS,
        false,
    );
    impl __rest::Object for Town {
        fn object() -> &'static __rest::ObjectDescriptor {
            &__OBJECT
        }
    }
};
