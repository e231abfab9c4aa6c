"""Scratch."""
from __future__ import annotations
import os, pathlib, polib, pytest
from django.conf import settings
os.makedirs("/tmp/loc/nl/LC_MESSAGES", exist_ok=True)
po = polib.POFile(); po.metadata={"Content-Type":"text/plain; charset=utf-8","Plural-Forms":"nplurals=2; plural=n != 1;"}
seen=set()
for f in sorted(pathlib.Path("var/po").glob("*.tsv")):
    for line in f.read_text().splitlines():
        a,_,b=line.partition("\t")
        if a and b and a not in seen: seen.add(a); po.append(polib.POEntry(msgid=a,msgstr=b))
po.save_as_mofile("/tmp/loc/nl/LC_MESSAGES/django.mo")
settings.LOCALE_PATHS=["/tmp/loc", *settings.LOCALE_PATHS]
from schools.tests import make
from privacyportal.tests.browser import opened, sign_in, Axe, AXE
OUT="/tmp/shots"; os.makedirs(OUT, exist_ok=True)

@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width",[390,1280])
def test_look(browser, live_server, width):
    user = make.user("marieke"); user.display_name="Marieke van den Berg"; user.save()
    bad=[]
    with opened(browser, live_server, width) as page:
        def shot(name):
            for mode in ("light","dark"):
                page.emulate_media(color_scheme=mode)
                for rtl in (False,True):
                    page.evaluate(f"document.documentElement.dir='{'rtl' if rtl else 'ltr'}'")
                    v=Axe().run(page, options=AXE).response["violations"]
                    bad.extend(f"{name} {width} {mode} rtl={rtl} {r['id']}: {n['html'][:150]} {n.get('failureSummary','')[:200]}" for r in v for n in r["nodes"])
                    w=page.evaluate("document.documentElement.scrollWidth")
                    if w>width: bad.append(f"{name} {width} overflow {w} rtl={rtl}")
                    page.screenshot(path=f"{OUT}/{name}-{width}-{mode}{'-rtl' if rtl else ''}.png", full_page=True)
            page.emulate_media(color_scheme="light"); page.evaluate("document.documentElement.dir='ltr'")
        for name,url in {"login":"/inloggen/","reset":"/wachtwoord/vergeten/","done":"/wachtwoord/vergeten/verstuurd/","closed":"/gesloten/","inactive":"/inactief/","badkey":"/wachtwoord/nieuw/1-abc/","privacy":"/privacy/","a11y":"/toegankelijkheid/","404":"/bestaat/niet/"}.items():
            page.goto(url); shot(name)
        page.goto("/inloggen/"); page.get_by_label("E-mail").fill("x@example.org"); page.get_by_label("Wachtwoord").fill("nee nee nee nee"); page.get_by_role("button", name="Inloggen").click(); page.wait_for_selector("[role=alert]"); shot("login-wrong")
        assert page.evaluate("document.activeElement.id")=="fouten"
        sign_in(page, user)
        for name,url in {"nothing":"/","guide":"/stijlgids/","change":"/wachtwoord/","logout":"/uitloggen/"}.items():
            page.goto(url); shot(name)
        page.goto("/stijlgids/")
        page.locator("details.pp-menu summary").first.click(); shot("menu")
        page.get_by_role("button", name="Donker scherm").click(); page.wait_for_load_state()
        assert page.url.endswith("/stijlgids/"), page.url
        assert page.evaluate("document.documentElement.dataset.theme")=="dark"
        page.locator("details.pp-menu summary").first.click(); page.get_by_role("button", name="English").click(); page.wait_for_load_state(); assert page.url.endswith("/stijlgids/"); assert page.locator("html[lang=en]").count()
        if width==390:
            page.goto("/stijlgids/"); page.locator("details.pp-menu summary").last.click(); page.screenshot(path=f"{OUT}/drawer.png")
    print("\n".join(bad)); assert not bad
