#pragma once

#include <functional>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "connector/access/limits.hpp"
#include "connector/access/link_requests.hpp"
#include "connector/access/links.hpp"
#include "connector/access/sessions.hpp"
#include "connector/portal/conversation.hpp"
#include "connector/portal/renderer.hpp"
#include "connector/portal/settings.hpp"
#include "connector/portal/visitors.hpp"
#include "connector/store/database.hpp"

namespace connector::portal {

/// What the pages are made with; all of it outlives them and is thread-safe.
struct Rooms {
    const PortalSettings& settings;
    const Renderer& renderer;
    const Visitors& visitors;
    Conversations& conversations;
    store::Database& database;
    access::Links& links;
    access::Sessions& sessions;
    access::LinkRequests& link_requests;
    access::Limits& limits;
    const base::Clock& clock;
    base::Random& random;
    base::Log& log;
    std::function<void()> on_reply;  ///< a reply was stored: post it

    /// Who is asking, where nothing else is to be read with it.
    [[nodiscard]] Visitor recognise(const http::Request& request) const;
};

}  // namespace connector::portal
