#[allow(deprecated)]
const _: () = {
    use renamed::__private as __rest;
    static __FIELDS: [__rest::FieldDescriptor; 7usize] = [
        __rest::object_field::<u64>("id")
            .documented("ID", "By which it is found.")
            .filterable()
            .sortable(),
        __rest::object_field::<String>("longName")
            .documented("What it is called", "What it is called.")
            .editable_in(&[__rest::Group::Add, __rest::Group::Update])
            .required_in(&[__rest::Group::Add])
            .checked(|given| __rest::checked::<
                String,
            >(
                given,
                |object| object.downcast_ref::<Town>().map(|object| &object.long_name),
                &[],
            )),
        __rest::object_field::<Option<String>>("mail")
            .documented("", "")
            .editable_in(&[__rest::Group::Add, __rest::Group::Update])
            .checked(|given| __rest::checked::<
                Option<String>,
            >(
                given,
                |object| object.downcast_ref::<Town>().map(|object| &object.mail),
                &[
                    |value| __rest::has_length(value, ..=9),
                    |value| __rest::is_email(value),
                    |value| __rest::is_one_of(value, &["a@b.c", "d@e.f"]),
                    |value| __rest::matches!(value, "^[a-z]"),
                ],
            ))
            .constrained(
                &[
                    __rest::Constraint::Length("..=9"),
                    __rest::Constraint::Email,
                    __rest::Constraint::OneOf(&["\"a@b.c\"", "\"d@e.f\""]),
                    __rest::Constraint::Pattern("^[a-z]"),
                ],
            ),
        __rest::object_field::<u8>("level")
            .documented("", "")
            .editable_in(&[__rest::Group::Add, __rest::Group::Update])
            .checked(|given| __rest::checked::<
                u8,
            >(
                given,
                |object| object.downcast_ref::<Town>().map(|object| &object.level),
                &[
                    |value| __rest::in_range(value, 1..=9),
                    |value| __rest::check(checks::known(value)),
                ],
            ))
            .constrained(
                &[
                    __rest::Constraint::Range("1..=9"),
                    __rest::Constraint::Custom("checks::known"),
                ],
            ),
        __rest::object_field::<String>("shortName")
            .documented("", "")
            .editable_in(&[__rest::Group::Add, __rest::Group::Update])
            .checked(|given| __rest::checked::<
                String,
            >(
                given,
                |object| object.downcast_ref::<Town>().map(|object| &object.short_name),
                &[],
            ))
            .constrained(&[__rest::Constraint::NonEmpty]),
        __rest::object_field::<Address>("address")
            .documented("", "")
            .editable_in(&[__rest::Group::Add, __rest::Group::Update])
            .checked(|given| __rest::checked::<
                Address,
            >(
                given,
                |object| object.downcast_ref::<Town>().map(|object| &object.address),
                &[],
            ))
            .holding(__rest::object_in::<Address>()),
        __rest::object_relation::<Vec<Person>>("people").documented("", ""),
    ];
    static __OBJECT: __rest::ObjectDescriptor = __rest::object(
            "TownDto",
            &__FIELDS,
            false,
        )
        .ruled(&[__rest::Rule::AtLeastOne(&["longName", "mail"])]);
    impl __rest::Object for Town {
        fn object() -> &'static __rest::ObjectDescriptor {
            &__OBJECT
        }
    }
};
