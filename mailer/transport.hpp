#pragma once

#include <string>
#include <string_view>

namespace mailer {

/// What became of one attempt, and so what to do next. Decided in one place, smtp_reply.cpp.
enum class Outcome {
    Accepted,  ///< the server took responsibility
    Deferred,  ///< 4xx, no connection, a time-out before the final dot: try again later
    Unknown,   ///< lost after the final dot: may be delivered; try again with the same Message-ID
    Bounced,   ///< 5xx for this recipient or message: final
    Broken,    ///< our side or the relay's set-up: login refused, TLS missing or wrong; all mail
               ///< waits
};

struct Verdict {
    Outcome outcome = Outcome::Deferred;
    int code = 0;        ///< the SMTP reply code, 0 when there was none
    std::string detail;  ///< for the operator: the server's words, cleaned and shortened
};

struct Envelope {
    std::string sender;  ///< empty: the null sender
    std::string recipient;
};

/// Hands one finished message to the next server. One object a thread; blocks its thread.
class Transport {
public:
    virtual ~Transport() = default;
    [[nodiscard]] virtual Verdict send(const Envelope& envelope, std::string_view mime) = 0;
};

}  // namespace mailer
