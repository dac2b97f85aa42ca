#include "connector/store/dialogues.hpp"

#include "connector/store/hashes.hpp"

namespace connector::store {
namespace {

Value contact_or_null(const Dialogues::Owner& owner) {
    return owner.contact ? Value(owner.contact->value()) : Value(nullptr);
}

Value address_or_null(const Dialogues::Step& step) {
    return step.claimed_address ? Value(std::string_view(*step.claimed_address)) : Value(nullptr);
}

}  // namespace

std::optional<Dialogues::Dialogue> Dialogues::find(const Owner& owner, base::Time now) {
    // Who signs in goes on with what they began as nobody; what was a contact's is theirs alone.
    return connection_.first(
        "select id, contact_id, flow, revision, state, created_at from dialogues "
        "where project = $1 and browser_hash = $2 and touched_at > $3 "
        "and (contact_id is null or contact_id = $4)",
        {std::string_view(owner.project.value()),
         base::ByteView(owner.browser_hash),
         base::to_millis(now - kIdle),
         contact_or_null(owner)},
        [](const Row& row) {
            Dialogue dialogue{
                .id = row.integer(0),
                .flow = hash_in(row, 2),
                .revision = row.integer(3),
                .state = row.string(4),
                .created = row.time(5)};
            if (!row.is_null(1)) dialogue.contact = base::ContactId(row.integer(1));
            return dialogue;
        }
    );
}

bool Dialogues::begin(const Owner& owner, const Step& step, base::Time now) {
    connection_.run(
        "delete from dialogues where project = $1 and browser_hash = $2 and (touched_at <= $3 "
        "or (contact_id is not null and ($4 is null or contact_id <> $4)))",
        {std::string_view(owner.project.value()),
         base::ByteView(owner.browser_hash),
         base::to_millis(now - kIdle),
         contact_or_null(owner)}
    );
    const auto added = connection_.first(
        "insert into dialogues (project, browser_hash, contact_id, claimed_address, flow, "
        "revision, state, created_at, touched_at) values ($1, $2, $3, $4, $5, 1, $6, $7, $7) "
        "on conflict (project, browser_hash) do nothing returning id",
        {std::string_view(owner.project.value()),
         base::ByteView(owner.browser_hash),
         contact_or_null(owner),
         address_or_null(step),
         base::ByteView(step.flow),
         std::string_view(step.state),
         base::to_millis(now)},
        [](const Row& row) { return row.integer(0); }
    );
    return added.has_value();
}

bool Dialogues::advance(
    const Dialogue& dialogue, const Owner& owner, const Step& step, base::Time now
) {
    return connection_.run(
               "update dialogues set contact_id = $3, claimed_address = $4, flow = $5, state = $6, "
               "touched_at = $7, revision = revision + 1 where id = $1 and revision = $2",
               {dialogue.id,
                dialogue.revision,
                contact_or_null(owner),
                address_or_null(step),
                base::ByteView(step.flow),
                std::string_view(step.state),
                base::to_millis(now)}
           ) == 1;
}

std::int64_t Dialogues::purge(base::Time now) {
    return connection_.run(
        "delete from dialogues where touched_at <= $1", {base::to_millis(now - kIdle)}
    );
}

}  // namespace connector::store
