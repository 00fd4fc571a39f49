from django import template
from django.utils.safestring import mark_safe

register = template.Library()


@register.filter
def paragraphs(text):
    return mark_safe("".join(f"<p>{part}</p>" for part in text.split("\n\n")))  # P07


@register.simple_tag
def phone(number):
    return number.replace("+49", "0")
