#include "connector/cli/context.hpp"

#include <cstdio>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "config/supported.hpp"
#include "connector/access/keys.hpp"
#include "connector/cli/control_token.hpp"
#include "connector/cli/output.hpp"
#include "connector/http/outbound.hpp"

namespace connector::cli {
namespace {

using base::ErrorKind;
using nlohmann::json;

constexpr int kExitConfig = 78;

/// A listener on all addresses is reached over loopback.
std::string admin_origin(const config::HostPort& listen) {
    const bool is_any = listen.host == "0.0.0.0" || listen.host == "::" || listen.host == "[::]";
    return fmt::format("http://{}:{}", is_any ? "127.0.0.1" : listen.host, listen.port);
}

std::string error_in(const std::string& body) {
    const json answer = json::parse(body, nullptr, false);
    if (!answer.is_object() || !answer.contains("error")) return "the daemon refused";
    return answer["error"].get<std::string>();
}

ErrorKind kind_for(int status) {
    if (status == 404) return ErrorKind::NotFound;
    if (status == 503) return ErrorKind::Unavailable;
    return ErrorKind::Rejected;
}

}  // namespace

tl::expected<config::Config, int> load_config(const std::filesystem::path& file) {
    auto loaded = config::load_supported(file, config::ProcessEnvironment{});
    if (loaded) return *std::move(loaded);
    for (const auto& problem : loaded.error()) fmt::print(stderr, "{}\n", problem.to_string());
    return tl::unexpected(kExitConfig);
}

StoreView::StoreView(const std::filesystem::path& file)
    : database_(file, store::Access::ReadOnly, metrics_) {}

base::Result<std::unique_ptr<StoreView>> StoreView::open(const config::Config& config) {
    try {
        return std::unique_ptr<StoreView>(new StoreView(config.store_file));
    } catch (const std::runtime_error& failure) {
        // Missing, foreign or newer: the words say what to do.
        return base::fail(ErrorKind::Unavailable, failure.what());
    }
}

tl::expected<std::unique_ptr<StoreView>, int> open_store(const std::filesystem::path& file) {
    const auto config = load_config(file);
    if (!config) return tl::unexpected(config.error());
    auto view = StoreView::open(*config);
    if (!view) return tl::unexpected(print_error(view.error()));
    return *std::move(view);
}

base::Result<std::string> ask_daemon(
    const config::Config& config, const std::string& path, const std::string& body
) {
    const auto keys = access::KeyRing::open(config.keys_directory);
    if (!keys) return base::fail(keys);
    const std::string origin = admin_origin(config.server.admin_listen);
    NoLog log;
    http::Outbound transport({.allowed_origins = {origin}}, log);
    base::HttpRequest request{.method = "POST", .url = origin + path};
    request.headers = {
        {"Authorization", "Bearer " + control_token(*keys)}, {"Content-Type", "application/json"}};
    request.body = body;
    const auto answer = transport.send(request);
    if (!answer) {
        return base::fail(
            ErrorKind::Unavailable,
            "no daemon answers at " + origin + "; start it with: connector run --config FILE"
        );
    }
    if (answer->status != 200) return base::fail(kind_for(answer->status), error_in(answer->body));
    return answer->body;
}

}  // namespace connector::cli
