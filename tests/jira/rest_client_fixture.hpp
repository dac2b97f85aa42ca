#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "jira/rest_client.hpp"
#include "tests/jira/issues.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/fake_transport.hpp"
#include "tests/support/recording_log.hpp"

namespace tests {

/// A client whose site answers what the test queued.
class RestClientTest : public testing::Test {
protected:
    static constexpr const char* kApi = "https://acme.atlassian.net";
    static constexpr const char* kMyself = R"({"accountId":"bot","displayName":"Bot"})";
    static constexpr const char* kFields =
        R"([{"id":"customfield_10010",
             "schema":{"custom":"com.atlassian.servicedesk:vp-origin"}}])";

    static std::string bulk(std::initializer_list<nlohmann::json> issues) {
        nlohmann::json list = nlohmann::json::array();
        for (const nlohmann::json& issue : issues) list.push_back(issue);
        return nlohmann::json{{"issues", list}, {"issueErrors", nlohmann::json::array()}}.dump();
    }

    void site_has_fields() { site_.answer(200, kFields); }

    base::Result<std::vector<jira::Request>> read(std::initializer_list<int> ids) {
        std::vector<base::RequestId> wanted;
        for (const int id : ids) wanted.emplace_back(id);
        auto reading = client_.read_requests(wanted);
        if (!reading) return base::fail(reading);
        unreadable_ = reading->unreadable;
        return std::move(reading->requests);
    }

    /// The request at `index`, counted from 0.
    base::HttpRequest asked(std::size_t index) const { return site_.requests().at(index); }

    static std::string header(const base::HttpRequest& request, std::string_view name) {
        for (const base::HttpHeader& header : request.headers) {
            if (header.name == name) return header.value;
        }
        return {};
    }

    FakeTransport site_;
    FakeClock clock_;
    RecordingLog log_;
    std::vector<base::RequestId> unreadable_;
    jira::RestClient client_{{kApi, base::Secret("Basic c2VjcmV0")}, site_, clock_, log_};
};

}  // namespace tests
