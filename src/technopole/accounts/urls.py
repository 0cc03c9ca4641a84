"""Addresses of the pages about accounts; allauth's own stand under /accounts/."""

from django.urls import path

from technopole.accounts.views import account, people, tokens

app_name = "accounts"
urlpatterns = [
    path("my/account/", account.account, name="account"),
    path("my/account/profile/", account.profile, name="profile"),
    path("my/account/sessions/<int:pk>/end/", account.session_end, name="session_end"),
    path("my/account/data.json", account.export, name="export"),
    path("my/account/delete/", account.delete, name="delete"),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/new/", tokens.token_new, name="token_new"),
    path("tokens/<int:pk>/revoke/", tokens.token_revoke, name="token_revoke"),
    path("staff/people/", people.people, name="people"),
    path("staff/people/<int:pk>/", people.person, name="person"),
    path("staff/people/<int:pk>/grant/", people.grant, name="grant"),
    path("staff/people/<int:pk>/revoke/<slug:role>/", people.revoke, name="revoke"),
    path("staff/people/<int:pk>/appoint/", people.appoint, name="appoint"),
    path("staff/people/<int:pk>/end/<int:representation>/", people.end, name="end"),
    path("staff/people/<int:pk>/sign-out/", people.sign_out, name="sign_out"),
    path("staff/people/<int:pk>/tokens/<int:token>/revoke/", people.revoke_token, name="person_token_revoke"),
    path("staff/people/<int:pk>/suspend/", people.suspend, name="suspend"),
    path("staff/people/<int:pk>/restore/", people.restore, name="restore"),
]
