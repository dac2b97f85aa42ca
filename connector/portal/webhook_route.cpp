#include "connector/portal/webhook_route.hpp"

#include <optional>
#include <string_view>

namespace connector::portal {
namespace {

using http::Method;
using http::Request;
using http::Response;

Response answer(const base::Result<void>& received) {
    if (!received) return http::text(base::http_status_of(received.error().kind), "not accepted\n");
    return http::text(200, "ok\n");
}

Response receive_webhook(
    mirror::WebhookReceiver& receiver,
    const Request& request,
    std::optional<base::ProjectKey> project
) {
    return answer(receiver.receive(
        {.raw_body = request.body,
         .signature = request.header("x-hub-signature"),
         .delivery_id = request.header("x-atlassian-webhook-identifier").value_or(""),
         .project = std::move(project)}
    ));
}

std::optional<std::string_view> bearer_of(const Request& request) {
    constexpr std::string_view kScheme = "Bearer ";
    const auto value = request.header("authorization");
    if (!value || !value->starts_with(kScheme)) return std::nullopt;
    return value->substr(kScheme.size());
}

Response receive_automation(
    mirror::AutomationReceiver& receiver,
    const Request& request,
    std::optional<base::ProjectKey> project
) {
    const auto query = http::Form::parse(request.query);
    auto token = request.header("x-automation-webhook-token");
    if (!token) token = bearer_of(request);
    return answer(receiver.receive(
        {.raw_body = request.body,
         .token = token,
         .issue = query ? query->value("issue") : std::nullopt,
         .project = std::move(project)}
    ));
}

base::ProjectKey project_in(const Request& request) {
    return base::ProjectKey(request.path_value("project"));
}

}  // namespace

void add_webhook_routes(http::Router& router, const Receivers& receivers) {
    const auto add = [&router](const char* path, const char* name, http::Handler handler) {
        router.add({Method::Post, path, name, std::move(handler), kMaxWebhookBytes});
    };
    add("/webhooks/jira", "webhook", [&webhooks = receivers.webhooks](const Request& request) {
        return receive_webhook(webhooks, request, std::nullopt);
    });
    add("/webhooks/jira/{project}",
        "webhook.project",
        [&webhooks = receivers.webhooks](const Request& request) {
            return receive_webhook(webhooks, request, project_in(request));
        });
    add("/webhooks/automation",
        "automation",
        [&automation = receivers.automation](const Request& request) {
            return receive_automation(automation, request, std::nullopt);
        });
    add("/webhooks/automation/{project}",
        "automation.project",
        [&automation = receivers.automation](const Request& request) {
            return receive_automation(automation, request, project_in(request));
        });
}

}  // namespace connector::portal
