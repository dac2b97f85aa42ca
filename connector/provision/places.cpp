#include "connector/provision/places.hpp"

#include <string_view>

namespace connector::provision {
namespace {

std::string in_project(
    const std::string& site_url, const base::ProjectKey& key, std::string_view rest
) {
    return site_url + "/jira/servicedesk/projects/" + key.value() + std::string(rest);
}

}  // namespace

Place customer_access(const std::string& site_url) {
    return {
        "As a site administrator: Settings > Apps (older: Products) > Jira Service Management > "
        "Customer access > portal access: choose \"Allow customers to create accounts\", tick "
        "\"Customers can access and send requests from the portal without logging in\" > Save",
        site_url + "/jira/settings/products/servicedesk/customer-access"};
}

Place customer_permissions(const std::string& site_url, const base::ProjectKey& key) {
    return {
        "As an administrator of the project: Project settings > Access (older: Channels) > "
        "Customer permissions > Channel access: Open > Save",
        in_project(site_url, key, "/settings/customer-permissions")};
}

Place customer_notifications(const std::string& site_url, const base::ProjectKey& key) {
    return {
        "As an administrator of the project: Project settings > Notifications > Customer "
        "notifications: turn off the rules for what projects[].mail.events names; then say "
        "access.notifications: ignore",
        in_project(site_url, key, "/settings/customer-notifications")};
}

Place project_people(const std::string& site_url, const base::ProjectKey& key) {
    return {
        "As an administrator of the project: Project settings > Access > People: give the "
        "connector's account the role Service Desk Team, and a licence as an agent",
        in_project(site_url, key, "/settings")};
}

Place project_customers(const std::string& site_url, const base::ProjectKey& key) {
    return {
        "As an administrator of the project: Customers > Add customers",
        in_project(site_url, key, "/customers")};
}

Place request_types(const std::string& site_url, const base::ProjectKey& key) {
    return {
        "As an administrator of the project: Project settings > Request types: put one that is not "
        "restricted into a portal group",
        in_project(site_url, key, "/settings/request-types")};
}

Place webhooks_page(const std::string& site_url) {
    return {
        "As a Jira administrator: Settings > System > WebHooks",
        site_url + "/plugins/servlet/webhooks"};
}

}  // namespace connector::provision
