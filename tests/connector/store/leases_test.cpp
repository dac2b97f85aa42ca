#include "connector/store/leases.hpp"

#include <gtest/gtest.h>

#include "connector/store/inbox.hpp"
#include "connector/store/intakes.hpp"
#include "connector/store/newcomers.hpp"
#include "connector/store/outbox.hpp"
#include "connector/store/replies.hpp"
#include "tests/connector/store/open_store.hpp"

namespace tests {
namespace {

constexpr minutes kLease{5};

TEST(Leases, WhatADeadProcessHadTakenIsDueAtOnce) {
    OpenStore desk;
    const base::Time now = desk.clock.now();
    store::Inbox inbox(desk.connection);
    store::Replies replies(desk.connection);
    store::Outbox outbox(desk.connection);
    inbox.accept({.body_hash = hash_of(1), .request = desk.request}, now);
    replies.add({"key", desk.request, desk.ann, "text", "text"}, now);
    outbox.add({.dedup_key = "key", .contact = desk.ann}, now);
    inbox.claim(now, kLease, 1);
    replies.claim(now, kLease);
    outbox.claim(now, kLease, 1);
    store::Newcomers newcomers(desk.connection);
    newcomers.add({.project = base::ProjectKey("SUP"), .address = "mia@example.com"}, now);
    newcomers.claim(now, kLease);
    store::Intakes intakes(desk.connection);
    intakes.add(
        {.idempotency_key = "key",
         .project = base::ProjectKey("SUP"),
         .raiser = {.contact = desk.ann},
         .type = 1,
         .summary = "Toner",
         .answers = {}},
        now
    );
    intakes.claim(now, kLease);

    store::release_leases(desk.connection, now);

    EXPECT_TRUE(inbox.has_due(now));
    EXPECT_TRUE(replies.has_due(now));
    EXPECT_TRUE(outbox.has_due(now));
    EXPECT_TRUE(newcomers.has_due(now));
    EXPECT_TRUE(intakes.has_due(now));
}

TEST(Leases, DeferredMailKeepsItsTime) {
    OpenStore desk;
    const base::Time now = desk.clock.now();
    store::Outbox outbox(desk.connection);
    outbox.add({.dedup_key = "key", .contact = desk.ann}, now);
    outbox.defer(
        outbox.claim(now, kLease, 1).at(0).claim,
        {.at = now, .outcome = "", .detail = ""},
        now + hours(1)
    );

    store::release_leases(desk.connection, now);

    EXPECT_FALSE(outbox.has_due(now));
}

}  // namespace
}  // namespace tests
