#include <stdexcept>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "connector/http/forwarded.hpp"
#include "tests/fuzz/property.hpp"

namespace {

using connector::http::canonical_address;
using connector::http::TrustedProxies;
using fuzz::expect;

/// What a configuration might say: either understood, or refused by an exception that names it.
void check_network(const std::string& network) {
    try {
        const TrustedProxies proxies({network});
        const auto address = base::split(network, '/').front();
        expect(!canonical_address(address).empty(), "a network begins with an address");
        expect(proxies.contains(address), "a network holds its own address");
    } catch (const std::runtime_error&) {
        return;
    }
}

void check_client(const std::string& peer, const std::vector<std::string_view>& hops) {
    static const TrustedProxies proxies({"10.0.0.0/8", "fd00::/8", "127.0.0.1"});
    const std::string client = proxies.client_of(peer, hops);
    if (!proxies.contains(peer)) {
        expect(client == peer, "a stranger's word is not believed");
        return;
    }
    expect(
        client == peer || canonical_address(client) == client, "an address is written in one way"
    );

    std::vector<std::string_view> longer = hops;
    longer.push_back("203.0.113.9");
    expect(
        proxies.client_of(peer, longer) == "203.0.113.9",
        "what stands left of the first stranger decides nothing"
    );
    longer.back() = "10.1.2.3";
    const std::string behind = proxies.client_of(peer, longer);
    expect(
        behind == client || (client == peer && behind == "10.1.2.3"),
        "one more trusted proxy changes nobody but the proxy"
    );
}

}  // namespace

/// The first line is a peer and a network, each other one an X-Forwarded-For header.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view rest = fuzz::text_of(data, size);
    const std::string peer(fuzz::take_part(rest, "\n"));
    std::vector<std::string_view> hops;
    while (!rest.empty()) hops.push_back(fuzz::take_part(rest, "\n"));

    check_network(peer);
    check_client(peer, hops);
    check_client("10.0.0.1", hops);
    const std::string network = connector::http::client_network(peer);
    expect(network.empty() == peer.empty(), "a client is never nobody");
    return 0;
}
