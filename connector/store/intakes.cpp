#include "connector/store/intakes.hpp"

#include <array>
#include <stdexcept>
#include <utility>

#include <nlohmann/json.hpp>

namespace connector::store {
namespace {

using nlohmann::json;

using Kind = model::FieldKind;
constexpr std::array<std::pair<Kind, std::string_view>, 6> kKinds{{
    {Kind::Text, "text"},
    {Kind::LongText, "long_text"},
    {Kind::Choice, "choice"},
    {Kind::Choices, "choices"},
    {Kind::Date, "date"},
    {Kind::Unsupported, "unsupported"},
}};

std::string_view name_of(Kind kind) {
    for (const auto& [known, name] : kKinds) {
        if (known == kind) return name;
    }
    return "unsupported";
}

Kind kind_named(std::string_view name) {
    for (const auto& [kind, known] : kKinds) {
        if (known == name) return kind;
    }
    return Kind::Unsupported;
}

/// Form::parse has let valid UTF-8 in only; what came from elsewhere must not throw here.
std::string to_text(const json& value) {
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

/// [{"field": "summary", "kind": "text", "values": ["Toner"]}]
std::string to_text(const model::FieldAnswers& answers) {
    json list = json::array();
    for (const model::FieldAnswer& answer : answers) {
        list.push_back(
            {{"field", answer.field}, {"kind", name_of(answer.kind)}, {"values", answer.values}}
        );
    }
    return to_text(list);
}

model::FieldAnswers answers_in(std::string_view text) {
    model::FieldAnswers answers;
    for (const json& entry : json::parse(text)) {
        answers.push_back(
            {.field = entry.at("field").get<std::string>(),
             .kind = kind_named(entry.at("kind").get<std::string>()),
             .values = entry.at("values").get<std::vector<std::string>>()}
        );
    }
    return answers;
}

/// {"message": "...", "fields": {"summary": "..."}}
std::string to_text(const Intakes::Refusal& refusal) {
    return to_text(json{{"message", refusal.message}, {"fields", refusal.fields}});
}

Intakes::Refusal refusal_in(std::string_view text) {
    const json parsed = json::parse(text);
    return {
        .message = parsed.at("message").get<std::string>(),
        .fields = parsed.at("fields").get<std::map<std::string, std::string>>()};
}

/// Columns: id, project, contact_id, guest_id, type_id, summary, answers, created_at, attempts,
/// error, tried_at, refusal, request_id, request_key.
Intakes::Intake to_intake(const Row& row) {
    Intakes::Intake intake{
        .id = row.integer(0),
        .project = base::ProjectKey(row.string(1)),
        .raiser = {},
        .type = row.integer(4),
        .summary = row.string(5),
        .answers = answers_in(row.text(6)),
        .created = row.time(7),
        .attempts = static_cast<int>(row.integer(8)),
        .error = row.string(9),
    };
    if (!row.is_null(2)) intake.raiser.contact = base::ContactId(row.integer(2));
    if (!row.is_null(3)) intake.raiser.guest = row.integer(3);
    if (!row.is_null(10)) intake.tried = row.time(10);
    if (!row.is_null(11)) intake.refusal = refusal_in(row.text(11));
    if (!row.is_null(12)) {
        intake.raised = {base::RequestId(row.integer(12)), base::RequestKey(row.string(13))};
    }
    return intake;
}

Value or_null(std::optional<std::int64_t> number) {
    return number ? Value(*number) : Value(nullptr);
}

}  // namespace

Intakes::Added Intakes::add(const Draft& draft, base::Time now) {
    const auto& [contact, guest] = draft.raiser;
    if (contact.has_value() == guest.has_value()) {
        throw std::logic_error("a request is raised by a contact or by a guest");
    }
    const std::string answers = to_text(draft.answers);
    const auto id = connection_.first(
        "insert into intakes (idempotency_key, project, contact_id, guest_id, type_id, summary, "
        "answers, created_at, due_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $8) "
        "on conflict (idempotency_key) do nothing returning id",
        {std::string_view(draft.idempotency_key),
         std::string_view(draft.project.value()),
         or_null(contact ? std::optional(contact->value()) : std::nullopt),
         or_null(guest),
         draft.type,
         std::string_view(draft.summary),
         std::string_view(answers),
         base::to_millis(now)},
        [](const Row& row) { return row.integer(0); }
    );
    if (id) return {*id, true};
    return {
        *connection_.first(
            "select id from intakes where idempotency_key = $1",
            {std::string_view(draft.idempotency_key)},
            [](const Row& row) { return row.integer(0); }
        ),
        false};
}

std::optional<Intakes::Intake> Intakes::find(std::int64_t id) {
    return connection_.first(
        "select id, project, contact_id, guest_id, type_id, summary, answers, created_at, "
        "attempts, error, tried_at, refusal, request_id, request_key from intakes where id = $1",
        {id},
        to_intake
    );
}

std::vector<Intakes::Intake> Intakes::list(std::string_view state, int limit) {
    return connection_.all(
        "select id, project, contact_id, guest_id, type_id, summary, answers, created_at, "
        "attempts, error, tried_at, refusal, request_id, request_key from intakes "
        "where $1 = '' or $1 = case when request_id is not null then 'raised' "
        "when refusal is not null then 'refused' else 'waiting' end order by id desc limit $2",
        {state, std::int64_t{limit}},
        to_intake
    );
}

bool Intakes::is_known(base::RequestId request) {
    return connection_
        .first(
            "select 1 from intakes where request_id = $1",
            {request.value()},
            [](const Row&) { return true; }
        )
        .has_value();
}

std::optional<Intakes::Claimed> Intakes::claim(base::Time now, base::milliseconds lease) {
    return connection_.first(
        "update intakes set due_at = $2, fence = fence + 1, attempts = attempts + 1 "
        "where due_at <= $1 and id = "
        "(select id from intakes where due_at <= $1 order by due_at, id limit 1) "
        "returning id, project, contact_id, guest_id, type_id, summary, answers, created_at, "
        "attempts, error, tried_at, refusal, request_id, request_key, fence",
        {base::to_millis(now), base::to_millis(now + lease)},
        [](const Row& row) {
            return Claimed{
                .claim = {row.integer(0), row.integer(14), static_cast<int>(row.integer(8))},
                .intake = to_intake(row),
            };
        }
    );
}

bool Intakes::mark_tried(const Claim& claim, std::optional<base::Time> at) {
    return connection_.run(
               "update intakes set tried_at = $3 where id = $1 and fence = $2 "
               "and due_at is not null",
               {claim.id,
                claim.fence,
                or_null(at ? std::optional(base::to_millis(*at)) : std::nullopt)}
           ) == 1;
}

void Intakes::put_back(const Claim& claim, base::Time due, std::string_view error) {
    connection_.run(
        "update intakes set due_at = $3, error = $4 where id = $1 and fence = $2 "
        "and due_at is not null",
        {claim.id, claim.fence, base::to_millis(due), error}
    );
}

bool Intakes::finish(const Claim& claim, const Raised& raised, base::Time now) {
    return connection_.run(
               "update intakes set due_at = null, error = '', request_id = $3, request_key = $4, "
               "settled_at = $5 where id = $1 and fence = $2 and due_at is not null",
               {claim.id,
                claim.fence,
                raised.request.value(),
                std::string_view(raised.key.value()),
                base::to_millis(now)}
           ) == 1;
}

bool Intakes::refuse(
    const Claim& claim, const Refusal& refusal, std::string_view error, base::Time now
) {
    const std::string words = to_text(refusal);
    return connection_.run(
               "update intakes set due_at = null, tried_at = null, error = $3, refusal = $4, "
               "settled_at = $5 where id = $1 and fence = $2 and due_at is not null",
               {claim.id, claim.fence, error, std::string_view(words), base::to_millis(now)}
           ) == 1;
}

bool Intakes::has_due(base::Time now) {
    return connection_
        .first(
            "select 1 from intakes where due_at <= $1 limit 1",
            {base::to_millis(now)},
            [](const Row&) { return true; }
        )
        .has_value();
}

QueueDepth Intakes::depth() {
    QueueDepth depth;
    connection_.query(
        "select count(*), min(created_at) from intakes where due_at is not null",
        {},
        [&](const Row& row) {
            depth.waiting = row.integer(0);
            if (!row.is_null(1)) depth.oldest = row.time(1);
        }
    );
    return depth;
}

std::int64_t Intakes::purge(base::Time before) {
    return connection_.run(
        "delete from intakes where due_at is null and settled_at < $1", {base::to_millis(before)}
    );
}

}  // namespace connector::store
