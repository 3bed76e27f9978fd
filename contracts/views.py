from django.http import HttpResponse


def agreement_list(request):
    return HttpResponse("")


def invoice_list(request):
    return HttpResponse("")
