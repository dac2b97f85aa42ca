// Load generator of tests/bench/run: blocking keep-alive connections, one a thread.
//
//   bench_load webhooks  --port P --secret S --ids N --first-id I --seconds T [--connections 32]
//   bench_load issue     --port ADMIN --token T --request KEY --contact A --count N --out FILE
//   bench_load exchange  --port P --host H --tokens FILE [--connections 32]
//
// Prints one JSON object: count, seconds, per_second, p50_ms, p99_ms, failed.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <functional>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/crypto.hpp"
#include "base/text.hpp"
#include "tests/bench/connection.hpp"

namespace bench {
namespace {

using Steady = std::chrono::steady_clock;
using Options = std::map<std::string, std::string>;

/// What all connections together did.
class Tally {
public:
    void add(std::vector<double> millis, std::size_t failed) {
        const std::scoped_lock lock(mutex_);
        millis_.insert(millis_.end(), millis.begin(), millis.end());
        failed_ += failed;
    }

    void print(double seconds) {
        std::sort(millis_.begin(), millis_.end());
        const auto at = [&](double part) {
            if (millis_.empty()) return 0.0;
            return millis_[static_cast<std::size_t>(
                part * static_cast<double>(millis_.size() - 1)
            )];
        };
        const nlohmann::ordered_json result{
            {"count", millis_.size()},
            {"seconds", seconds},
            {"per_second", static_cast<double>(millis_.size()) / seconds},
            {"p50_ms", at(0.5)},
            {"p99_ms", at(0.99)},
            {"failed", failed_},
        };
        fmt::print("{}\n", result.dump());
    }

private:
    std::mutex mutex_;
    std::vector<double> millis_;
    std::size_t failed_ = 0;
};

/// Makes the next request of a connection, or nothing when there is no more to do.
using Next = std::function<bool(std::string& request)>;
using Judge = std::function<bool(const Connection::Answer&)>;

void drive(
    std::uint16_t port,
    unsigned connections,
    const std::function<Next(unsigned)>& make,
    const Judge& is_good
) {
    Tally tally;
    std::vector<std::thread> threads;
    const auto started = Steady::now();
    for (unsigned i = 0; i < connections; ++i) {
        threads.emplace_back([&, i] {
            Connection connection(port);
            const Next next = make(i);
            std::vector<double> millis;
            std::size_t failed = 0;
            std::string request;
            while (next(request)) {
                const auto sent = Steady::now();
                const bool good = is_good(connection.exchange(request));
                const std::chrono::duration<double, std::milli> took = Steady::now() - sent;
                if (good) {
                    millis.push_back(took.count());
                } else {
                    ++failed;
                }
            }
            tally.add(std::move(millis), failed);
        });
    }
    for (auto& thread : threads) thread.join();
    tally.print(std::chrono::duration<double>(Steady::now() - started).count());
}

std::int64_t number(const Options& options, const char* name, std::int64_t otherwise) {
    const auto found = options.find(name);
    if (found == options.end()) return otherwise;
    return base::parse_int(found->second).value();
}

std::uint16_t port_of(const Options& options) {
    return static_cast<std::uint16_t>(number(options, "--port", 0));
}

/// A comment event of about 6 KB, distinct by its time stamp, and rightly signed.
std::string webhook(
    const Options& options, const std::string& host, std::int64_t id, std::int64_t stamp
) {
    static const std::string padding(5400, 'x');
    const std::string body = fmt::format(
        R"({{"timestamp":{},"webhookEvent":"comment_created","comment":{{"id":"1","body":"{}"}},)"
        R"("issue":{{"id":"{}","key":"SUP-1","fields":{{"summary":"bench","project":{{"id":"10000","key":"SUP"}}}}}}}})",
        stamp,
        padding,
        id
    );
    const auto tag =
        base::hmac_sha256(base::as_bytes(options.at("--secret")), base::as_bytes(body));
    return fmt::format(
        "POST /webhooks/jira HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\n"
        "X-Hub-Signature: sha256={}\r\nX-Atlassian-Webhook-Identifier: {}\r\nContent-Length: "
        "{}\r\n\r\n{}",
        host,
        base::to_hex(tag),
        stamp,
        body.size(),
        body
    );
}

void run_webhooks(const Options& options) {
    const auto ends = Steady::now() + std::chrono::seconds(number(options, "--seconds", 5));
    const std::int64_t ids = number(options, "--ids", 1);
    const std::int64_t first = number(options, "--first-id", 10001);
    std::atomic<std::int64_t> stamp{Steady::now().time_since_epoch().count()};
    drive(
        port_of(options),
        static_cast<unsigned>(number(options, "--connections", 32)),
        [&](unsigned) -> Next {
            return [&](std::string& request) {
                if (Steady::now() > ends) return false;
                const std::int64_t mine = ++stamp;
                request = webhook(options, options.at("--host"), first + mine % ids, mine);
                return true;
            };
        },
        [](const Connection::Answer& answer) { return answer.status == 200; }
    );
}

void run_issue(const Options& options) {
    const std::string body = fmt::format(
        R"({{"request":"{}","contact":"{}"}})", options.at("--request"), options.at("--contact")
    );
    const std::string request = fmt::format(
        "POST /control/links/issue HTTP/1.1\r\nHost: localhost:{}\r\nAuthorization: Bearer {}\r\n"
        "Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{}",
        port_of(options),
        options.at("--token"),
        body.size(),
        body
    );
    std::ofstream out(options.at("--out"));
    std::mutex mutex;
    std::atomic<std::int64_t> left{number(options, "--count", 1000)};
    drive(
        port_of(options),
        static_cast<unsigned>(number(options, "--connections", 32)),
        [&](unsigned) -> Next {
            return [&](std::string& next) {
                next = request;
                return left-- > 0;
            };
        },
        [&](const Connection::Answer& answer) {
            if (answer.status != 200) return false;
            const std::size_t at = answer.body.find("/l/");
            const std::scoped_lock lock(mutex);
            out << answer.body.substr(at + 3, 100) << '\n';
            return true;
        }
    );
}

/// A browser's cookie and form token, from any link's page.
struct Browser {
    std::string cookie;
    std::string form_token;
};

std::string between(std::string_view text, std::string_view before, std::string_view after) {
    const std::size_t start = text.find(before);
    if (start == std::string_view::npos)
        throw std::runtime_error("the page has no " + std::string(before));
    const std::string_view rest = text.substr(start + before.size());
    return std::string(rest.substr(0, rest.find(after)));
}

Browser open_browser(const Options& options) {
    Connection connection(port_of(options));
    const auto answer = connection.exchange(
        fmt::format("GET /l/none HTTP/1.1\r\nHost: {}\r\n\r\n", options.at("--host"))
    );
    return {
        between(answer.head, "Set-Cookie: ", ";"),
        between(answer.body, "name=\"form_token\" value=\"", "\""),
    };
}

void run_exchange(const Options& options) {
    std::vector<std::string> tokens;
    std::ifstream in(options.at("--tokens"));
    for (std::string line; std::getline(in, line);) tokens.push_back(line);
    const Browser browser = open_browser(options);
    const std::string body = "form_token=" + browser.form_token;
    std::atomic<std::size_t> at{0};
    drive(
        port_of(options),
        static_cast<unsigned>(number(options, "--connections", 32)),
        [&](unsigned) -> Next {
            return [&](std::string& request) {
                const std::size_t mine = at++;
                if (mine >= tokens.size()) return false;
                request = fmt::format(
                    "POST /l/{} HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\nSec-Fetch-Site: "
                    "same-origin\r\n"
                    "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "
                    "{}\r\n\r\n{}",
                    tokens[mine],
                    options.at("--host"),
                    browser.cookie,
                    body.size(),
                    body
                );
                return true;
            };
        },
        [](const Connection::Answer& answer) { return answer.status == 303; }
    );
}

}  // namespace
}  // namespace bench

int main(int argc, char** argv) {
    base::init_crypto();
    if (argc < 2) return 2;
    bench::Options options;
    for (int i = 2; i + 1 < argc; i += 2) options[argv[i]] = argv[i + 1];
    const std::string mode = argv[1];
    if (mode == "webhooks") bench::run_webhooks(options);
    if (mode == "issue") bench::run_issue(options);
    if (mode == "exchange") bench::run_exchange(options);
    return 0;
}
