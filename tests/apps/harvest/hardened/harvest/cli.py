"""harvest: what an operator does by hand."""
import click

from . import database, tasks


@click.group()
def main():
    """Looks after the feeds."""


@main.command()
@click.argument("feed_id", type=int)
def refetch(feed_id):
    """Fetches a feed again."""
    feed = database.feed(feed_id)
    if feed is None:
        raise click.ClickException("no such feed")
    click.echo(tasks.fetch(feed["url"], feed_id))


@main.command()
@click.argument("name")
@click.option("--since", default="2000-01-01")
def show(name, since):
    """Shows what a feed holds."""
    for row in database.entries(name, since, "title"):
        click.echo(f"{row['title']}  {row['link']}")


if __name__ == "__main__":
    main()
