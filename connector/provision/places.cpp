#include "connector/provision/places.hpp"

#include <string_view>

namespace connector::provision {
namespace {

std::string in_project(
    const Settings& settings, const base::ProjectKey& key, std::string_view rest
) {
    return settings.site_url + "/jira/servicedesk/projects/" + key.value() + std::string(rest);
}

/// A page of a project's administration on Data Center.
std::string in_admin(
    const Settings& settings,
    const base::ProjectKey& key,
    std::string_view before,
    std::string_view after
) {
    return settings.site_url + std::string(before) + key.value() + std::string(after);
}

constexpr std::string_view kDeskAdmin = "/servicedesk/admin/";
constexpr std::string_view kProjectConfig = "/plugins/servlet/project-config/";

}  // namespace

Place customer_access(const Settings& settings) {
    if (settings.is_datacenter) {
        return {
            "As a Jira administrator: Administration > Applications > Jira Service Management > "
            "Configuration: let customers use the portal without logging in, where this version "
            "has it; else projects[].access.portal: ignore",
            settings.site_url + "/secure/admin/ViewApplications.jspa"};
    }
    return {
        "As a site administrator: Settings > Apps (older: Products) > Jira Service Management > "
        "Customer access > portal access: choose \"Allow customers to create accounts\", tick "
        "\"Customers can access and send requests from the portal without logging in\" > Save",
        settings.site_url + "/jira/settings/products/servicedesk/customer-access"};
}

Place customer_permissions(const Settings& settings, const base::ProjectKey& key) {
    if (settings.is_datacenter) {
        return {
            "As an administrator of the project: Project settings > Customer permissions: anyone "
            "can raise a request > Save",
            in_admin(settings, key, kDeskAdmin, "/request-security")};
    }
    return {
        "As an administrator of the project: Project settings > Access (older: Channels) > "
        "Customer permissions > Channel access: Open > Save",
        in_project(settings, key, "/settings/customer-permissions")};
}

Place customer_notifications(const Settings& settings, const base::ProjectKey& key) {
    if (settings.is_datacenter) {
        return {
            "As an administrator of the project: Project settings > Customer notifications: turn "
            "off the rules for what projects[].mail.events names; then say access.notifications: "
            "ignore",
            in_admin(settings, key, kProjectConfig, "/summary")};
    }
    return {
        "As an administrator of the project: Project settings > Notifications > Customer "
        "notifications: turn off the rules for what projects[].mail.events names; then say "
        "access.notifications: ignore",
        in_project(settings, key, "/settings/customer-notifications")};
}

Place project_people(const Settings& settings, const base::ProjectKey& key) {
    if (settings.is_datacenter) {
        return {
            "As an administrator of the project: Project settings > Users and roles: give the "
            "connector's account the role Service Desk Team, and a licence as an agent",
            in_admin(settings, key, kProjectConfig, "/roles")};
    }
    return {
        "As an administrator of the project: Project settings > Access > People: give the "
        "connector's account the role Service Desk Team, and a licence as an agent",
        in_project(settings, key, "/settings")};
}

Place project_customers(const Settings& settings, const base::ProjectKey& key) {
    if (settings.is_datacenter) {
        return {
            "As an administrator of the project: Customers > Add customers",
            in_admin(settings, key, "/projects/", "")};
    }
    return {
        "As an administrator of the project: Customers > Add customers",
        in_project(settings, key, "/customers")};
}

Place request_types(const Settings& settings, const base::ProjectKey& key) {
    if (settings.is_datacenter) {
        return {
            "As an administrator of the project: Project settings > Request types: put one that "
            "is not hidden into a portal group",
            in_admin(settings, key, kDeskAdmin, "/request-types")};
    }
    return {
        "As an administrator of the project: Project settings > Request types: put one that is not "
        "restricted into a portal group",
        in_project(settings, key, "/settings/request-types")};
}

Place webhooks_page(const Settings& settings) {
    return {
        "As a Jira administrator: Settings > System > WebHooks",
        settings.site_url + "/plugins/servlet/webhooks"};
}

}  // namespace connector::provision
