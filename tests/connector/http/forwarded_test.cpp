#include "connector/http/forwarded.hpp"

#include <stdexcept>

#include <gtest/gtest.h>

using connector::http::client_network;
using connector::http::TrustedProxies;

namespace {

const TrustedProxies& proxies() {
    static const TrustedProxies instance({"10.0.0.0/8", "192.0.2.7", "fd00::/8", "172.16.0.0/12"});
    return instance;
}

}  // namespace

// SR-112
TEST(TrustedProxies, StrangersWordIsNotBelieved) {
    EXPECT_EQ(proxies().client_of("203.0.113.5", {"198.51.100.1"}), "203.0.113.5");
    EXPECT_EQ(TrustedProxies({}).client_of("10.0.0.1", {"198.51.100.1"}), "10.0.0.1");
}

TEST(TrustedProxies, NearestStrangerIsTheClient) {
    EXPECT_EQ(proxies().client_of("10.0.0.1", {"198.51.100.1"}), "198.51.100.1");
    EXPECT_EQ(proxies().client_of("10.0.0.1", {"1.2.3.4, 198.51.100.1, 10.9.9.9"}), "198.51.100.1");
}

TEST(TrustedProxies, SeveralLinesAreOneList) {
    EXPECT_EQ(
        proxies().client_of("10.0.0.1", {"1.2.3.4", "198.51.100.1", "10.9.9.9"}), "198.51.100.1"
    );
}

TEST(TrustedProxies, UnreadableHopEndsTheSearch) {
    EXPECT_EQ(proxies().client_of("10.0.0.1", {"198.51.100.1, unknown"}), "10.0.0.1");
    EXPECT_EQ(proxies().client_of("10.0.0.1", {"198.51.100.1, junk, 10.0.0.2"}), "10.0.0.2");
    EXPECT_EQ(proxies().client_of("10.0.0.1", {""}), "10.0.0.1");
}

TEST(TrustedProxies, AllHopsTrustedGivesTheFarthest) {
    EXPECT_EQ(proxies().client_of("10.0.0.1", {"10.0.0.3, 10.0.0.2"}), "10.0.0.3");
}

TEST(TrustedProxies, NetworksEndWhereTheirPrefixSays) {
    EXPECT_TRUE(proxies().contains("10.255.255.255"));
    EXPECT_FALSE(proxies().contains("11.0.0.0"));
    EXPECT_TRUE(proxies().contains("172.31.255.255"));
    EXPECT_FALSE(proxies().contains("172.32.0.0"));
    EXPECT_TRUE(proxies().contains("192.0.2.7"));
    EXPECT_FALSE(proxies().contains("192.0.2.8"));
    EXPECT_TRUE(proxies().contains("fd12::1"));
    EXPECT_FALSE(proxies().contains("fe12::1"));
    EXPECT_TRUE(proxies().contains("::ffff:10.1.2.3"));
    EXPECT_FALSE(proxies().contains("10.0.0.1x"));
}

TEST(TrustedProxies, UnreadableNetworkIsNamed) {
    for (const char* bad :
         {"10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8", "proxy", "", "10.0.0.0/"}) {
        EXPECT_THROW(TrustedProxies({bad}), std::runtime_error) << bad;
    }
}

TEST(ClientNetwork, Version6ClientIsItsSubnet) {
    EXPECT_EQ(client_network("198.51.100.1"), "198.51.100.1");
    EXPECT_EQ(client_network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
}
