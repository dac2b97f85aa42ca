#include "connector/portal/live_updates.hpp"

#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "connector/portal/rooms.hpp"
#include "connector/store/colleagues.hpp"
#include "connector/store/guests.hpp"
#include "connector/store/requests.hpp"

namespace connector::portal {
namespace {

using access::Action;

/// Of one snapshot, so that a long queue of changes holds none open for long.
constexpr int kMostAtOnce = 100;
/// What is committed within it is looked at together: at most fifty looks a second.
constexpr base::milliseconds kPause{20};
/// When a browser whose stream ended tries again; spread, so that they do not come all at once
/// after a restart.
constexpr std::uint32_t kRetryFirst = 2000;
constexpr std::uint32_t kRetrySpread = 3000;

FollowKey key_of(base::ContactId contact) {
    return fmt::format("c{}", contact.value());
}

FollowKey key_of(model::GuestId guest) {
    return fmt::format("g{}", guest.value());
}

FollowKey key_of(const model::Account& account) {
    if (account.organization) return fmt::format("o{}", account.organization->value());
    return fmt::format("d {}", account.domain);
}

/// A change of that request concerns nobody else.
FollowKeys keys_of(
    store::Connection& connection, const model::Request& request, const model::Sharing& sharing
) {
    FollowKeys keys;
    if (request.reporter) keys.push_back(key_of(*request.reporter));
    for (const base::ContactId contact : request.participants) keys.push_back(key_of(contact));
    for (const model::Account& account : sharing.with) keys.push_back(key_of(account));
    for (const model::Account& account : sharing.of_reporter) keys.push_back(key_of(account));
    if (request.reporter) return keys;
    for (const model::GuestId guest : store::Guests(connection).holders_of(request.id)) {
        keys.push_back(key_of(guest));
    }
    return keys;
}

/// Without data it is no event: the browser only remembers the number.
std::string number_line(std::int64_t number) {
    return fmt::format("id: {}\n\n", number);
}

std::string event_of(std::int64_t number, std::string_view word, std::string_view data) {
    return fmt::format("id: {}\nevent: {}\ndata: {}\n\n", number, word, data);
}

std::string request_event(std::int64_t number, const model::Request& request) {
    // Keys need no escapes; what does could end its line.
    return event_of(number, "request", base::percent_encode(request.key.value()));
}

}  // namespace

class LiveUpdates::Look {
public:
    Look(const LiveUpdates& live, store::Connection& connection)
        : live_(live), connection_(connection) {}

    /// Nothing: nobody is signed in there any more.
    const std::optional<access::Subject>& subject_of(const Follower& follower) {
        const std::string key = follower.owner() + " " + follower.project->path;
        const auto known = subjects_.find(key);
        if (known != subjects_.end()) return known->second;
        return subjects_.emplace(key, look(follower)).first->second;
    }

    [[nodiscard]] bool may_see(
        const Follower& follower, const model::Request& request, const model::Sharing& sharing
    ) {
        const auto& subject = subject_of(follower);
        return subject && follower.project->key == request.project &&
               access::may(*subject, Action::See, request, sharing);
    }

private:
    std::optional<access::Subject> look(const Follower& follower) const {
        Visitor visitor;
        if (follower.session) {
            visitor.signed_in = live_.sessions_.find(connection_, *follower.session);
        } else {
            visitor.guest = live_.guests_.find(connection_, *follower.guest);
        }
        if (!visitor.signed_in && !visitor.guest) return std::nullopt;
        return subject_in(connection_, *follower.project, visitor);
    }

    const LiveUpdates& live_;
    store::Connection& connection_;
    std::map<std::string, std::optional<access::Subject>> subjects_;
};

LiveUpdates::LiveUpdates(
    store::Database& database,
    const access::Sessions& sessions,
    const access::Guests& guests,
    const base::Clock& clock,
    base::Random& random,
    base::Metrics& metrics
)
    : database_(database),
      sessions_(sessions),
      guests_(guests),
      clock_(clock),
      random_(random),
      events_sent_(metrics.counter(
          "connector_live_events_total", "Hints that were sent to open pages, of all kinds."
      )),
      seen_(database.read([](store::Connection& connection) {
          return store::Changes(connection).heads();
      })) {}

std::shared_ptr<http::EventStream> LiveUpdates::open(
    const PortalProject& project,
    const Visitor& visitor,
    const std::string& client,
    std::optional<std::int64_t> after
) {
    Follower follower{.project = &project};
    if (visitor.signed_in) {
        follower.session = visitor.signed_in->session.id;
    } else {
        follower.guest = visitor.guest.value().id;
    }
    follower.keys = database_.read([&](store::Connection& connection) {
        return keys_of(subject_in(connection, project, visitor), follower);
    });
    const auto id = std::make_shared<std::uint64_t>(0);
    auto stream =
        std::make_shared<http::EventStream>(client, [id, all = std::weak_ptr(followers_)] {
            if (const auto followers = all.lock()) followers->remove(*id);
        });
    follower.stream = stream;
    const Followers::Added added = followers_->add(follower);
    *id = added.id;
    follower.id = added.id;
    if (added.replaced) end(*added.replaced, "replaced");
    stream->publish(fmt::format("retry: {}\n\n", kRetryFirst + random_.below(kRetrySpread)));
    // It is found already by what is committed from now on, so there is no gap to what is replayed.
    catch_up(follower, *stream, after);
    return stream;
}

void LiveUpdates::catch_up(
    const Follower& follower, http::EventStream& stream, std::optional<std::int64_t> after
) {
    database_.read([&](store::Connection& connection) {
        Look look(*this, connection);
        if (!look.subject_of(follower)) return end(follower, "over");
        store::Changes changes(connection);
        const std::int64_t head = changes.heads().changes;
        if (!after) return send(stream, number_line(head));
        const auto missed = changes.after(*after, kMostReplayed + 1);
        if (*after > head || missed.size() > kMostReplayed) {
            return send(stream, event_of(head, "refresh", "all"));
        }
        for (const auto& [number, id] : missed) {
            const auto request = store::Requests(connection).find(id);
            if (!request) continue;
            const model::Sharing sharing = store::Colleagues(connection).sharing_of(*request);
            if (!look.may_see(follower, *request, sharing)) continue;
            send(stream, request_event(number, *request));
        }
        send(stream, number_line(head));
    });
}

FollowKeys LiveUpdates::keys_of(const access::Subject& subject, const Follower& follower) {
    if (follower.guest) return {key_of(*follower.guest)};
    FollowKeys keys{key_of(subject.contact.value())};
    for (const model::Account& account : subject.standing.accounts) keys.push_back(key_of(account));
    return keys;
}

base::Next LiveUpdates::work() {
    // In this order: who follows from now on has seen what is in the store by now.
    const auto heads = database_.read([](store::Connection& connection) {
        return store::Changes(connection).heads();
    });
    if (followers_->size() == 0) seen_ = heads;
    const bool is_time = clock_.now() >= looked_at_ + kLookEvery;
    if (heads == seen_ && !is_time) {
        // Commits that change no page are many; a pause after each of them bounds the looks.
        is_pausing_ = !is_pausing_;
        return is_pausing_ ? base::Next::after(kPause) : base::Next(false);
    }
    if (heads.endings != seen_.endings || is_time) {
        database_.read([this](store::Connection& connection) { look_at_all(connection); });
        seen_.endings = heads.endings;
        looked_at_ = clock_.now();
    }
    database_.read([this](store::Connection& connection) { tell_changes(connection); });
    return base::Next::after(kPause);
}

void LiveUpdates::look_at_all(store::Connection& connection) {
    Look look(*this, connection);
    for (const Followers::Found& follower : followers_->all()) {
        const auto& subject = look.subject_of(*follower);
        if (!subject) {
            end(*follower, "over");
            continue;
        }
        FollowKeys keys = keys_of(*subject, *follower);
        if (keys != follower->keys) followers_->move(follower->id, std::move(keys));
    }
}

void LiveUpdates::tell_changes(store::Connection& connection) {
    Look look(*this, connection);
    for (const auto& change : store::Changes(connection).after(seen_.changes, kMostAtOnce)) {
        tell(connection, look, change);
        seen_.changes = change.number;
    }
}

void LiveUpdates::tell(
    store::Connection& connection, Look& look, const store::Changes::Change& change
) {
    const auto request = store::Requests(connection).find(change.request);
    if (!request) return;
    const model::Sharing sharing = store::Colleagues(connection).sharing_of(*request);
    const std::string event = request_event(change.number, *request);
    for (const Followers::Found& follower :
         followers_->of(portal::keys_of(connection, *request, sharing))) {
        if (!look.may_see(*follower, *request, sharing)) continue;
        if (const auto stream = follower->stream.lock()) send(*stream, event);
    }
}

void LiveUpdates::send(http::EventStream& stream, const std::string& event) const {
    if (stream.publish(event)) events_sent_.add();
}

void LiveUpdates::end(const Follower& follower, std::string_view reason) {
    followers_->remove(follower.id);
    const auto stream = follower.stream.lock();
    if (!stream) return;
    stream->publish(fmt::format("event: {}\ndata: -\n\n", reason));
    stream->close();
}

}  // namespace connector::portal
